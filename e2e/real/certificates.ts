import { createHash, X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runToEnd } from "./cache.ts";

/** A certificate authority of this run and one certificate for all names of its TLS part. */
export interface Certificates {
  readonly authorityFile: string;
  readonly certificate: string;
  readonly key: string;
  /** SHA-256 of the certificate's public key, as Chromium wants to have it (base64). */
  readonly publicKeyHash: string;
}

/** Makes both with openssl; they live as long as the folder. */
export async function makeCertificates(folder: string, names: readonly string[], log: string): Promise<Certificates> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const at = (name: string): string => join(folder, name);
  const openssl = async (...args: readonly string[]): Promise<void> =>
    runToEnd("The certificates", ["openssl", ...args], log, folder);
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  writeFileSync(
    at("leaf.ext"),
    `basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=${names.map((name) => `DNS:${name}`).join(",")}\n`,
  );
  await openssl("req", "-x509", ...newKey, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Lane CA");
  await openssl("req", ...newKey, "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", `/CN=${names[0] ?? "lane"}`);
  const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "leaf.ext", "-days", "2"];
  await openssl("x509", "-req", "-in", "leaf.csr", ...signing, "-out", "leaf.pem");
  const certificate = readFileSync(at("leaf.pem"), "utf8");
  const publicKey = new X509Certificate(certificate).publicKey.export({ type: "spki", format: "der" });
  return {
    authorityFile: at("ca.pem"),
    certificate,
    key: readFileSync(at("leaf.key"), "utf8"),
    publicKeyHash: createHash("sha256").update(publicKey).digest("base64"),
  };
}
