import { createPrivateKey } from "node:crypto";
import { importPKCS8 } from "jose";
import { type ClientAuth, ClientSecretBasic, ClientSecretPost, PrivateKeyJwt } from "openid-client";
import type { Config, Secrets } from "#config/config.ts";

/** How the portal proves itself at the token endpoint: a signed assertion (RFC 7523) or a shared secret (S1). */
export async function clientCredential(
  authentication: Config["oidc"]["clientAuthentication"],
  credential: Secrets["oidcClient"],
): Promise<ClientAuth> {
  if (credential.kind === "secret") {
    return authentication === "client_secret_post"
      ? ClientSecretPost(credential.secret)
      : ClientSecretBasic(credential.secret);
  }
  const type = createPrivateKey(credential.privateKeyPem).asymmetricKeyType;
  if (type !== "rsa" && type !== "ec") {
    throw new Error("The client's private key is neither RSA nor EC.");
  }
  const key = await importPKCS8(credential.privateKeyPem, type === "rsa" ? "PS256" : "ES256");
  return PrivateKeyJwt(credential.keyId === null ? key : { key, kid: credential.keyId });
}
