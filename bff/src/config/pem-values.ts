import { createPrivateKey, X509Certificate } from "node:crypto";

const leastRsaBits = 2048;

/** Why the text of a file cannot be the client's private key, or null. */
export function clientKeyProblem(pem: string): string | null {
  const expected = `expected a PEM file (PKCS#8) with an RSA key of at least ${leastRsaBits} bits or a P-256 key`;
  if (!pem.includes("-----BEGIN PRIVATE KEY-----")) {
    return expected;
  }
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = createPrivateKey(pem);
    const isUsable =
      type === "rsa"
        ? (details?.modulusLength ?? 0) >= leastRsaBits
        : type === "ec" && details?.namedCurve === "prime256v1";
    return isUsable ? null : expected;
  } catch {
    // OpenSSL has an error for each way in which a file is not a key.
    return expected;
  }
}

const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/gu;

/** Why the text of a file cannot be further certificate authorities, or null. One bad certificate among good ones is a mistake, too. */
export function authoritiesProblem(pem: string): string | null {
  const found = pem.match(certificate) ?? [];
  return found.length > 0 && found.every(isCertificate) ? null : "expected a PEM file with one certificate or more";
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    // As above: whatever OpenSSL finds wrong, it is no certificate.
    return false;
  }
}
