import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { json } from "./odd-source.ts";
import { startOddServer } from "./odd-server.ts";

/** What is in a token. */
export interface IssuedToken {
  readonly subject: string;
  readonly username: string;
  readonly audience: string;
  readonly scope?: string;
  /** From now; negative for one that has expired. */
  readonly seconds?: number;
}

/** An identity provider that knows no people: it publishes its key and signs what it is told, also what it should not. */
export async function startOddIssuer() {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const key = { ...(await exportJWK(publicKey)), kid: "odd", alg: "RS256", use: "sig" };
  const server = await startOddServer((request, response) => {
    const isKeys = request.url === "/keys";
    const metadata = { issuer: server.address, jwks_uri: `${server.address}/keys` };
    json(JSON.stringify(isKeys ? { keys: [key] } : metadata))(request, response);
  });
  return {
    issuer: server.address,
    async token({ subject, username, audience, scope = "openid", seconds = 3600 }: IssuedToken): Promise<string> {
      const expires = Math.floor(Date.now() / 1000) + seconds;
      return new SignJWT({ scope, preferred_username: username, opendesk_username: username })
        .setProtectedHeader({ alg: "RS256", kid: "odd", typ: "JWT" })
        .setIssuer(server.address)
        .setSubject(subject)
        .setAudience(audience)
        .setIssuedAt(expires - 7200)
        .setExpirationTime(expires)
        .sign(privateKey);
    },
    [Symbol.asyncDispose]: async () => server[Symbol.asyncDispose](),
  };
}
