import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

type Members = Readonly<Record<string, unknown>>;
interface Lie {
  /** Sends the lie in place of the truth. */
  readonly send: (response: ServerResponse, truth: Members) => void;
}

const json = (change: (truth: Members) => unknown): Lie => ({
  send: (response, truth) =>
    void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(change(truth))),
});
const changed = (changes: Members): Lie => json((truth) => ({ ...truth, ...changes }));
const raw = (status: number, headers: Readonly<Record<string, string>>, body: string | Buffer): Lie => ({
  send: (response) => void response.writeHead(status, headers).end(body),
});
const type = { "content-type": "application/json" };

/** Metadata by which sign-in must never open, each by its name (S2). */
export const lyingMetadata: Readonly<Record<string, Lie>> = {
  "the issuer of another": changed({ issuer: "https://evil.example" }),
  "the issuer with a slash more": json((truth) => ({ ...truth, issuer: `${String(truth["issuer"])}/` })),
  "the issuer in capitals": json((truth) => ({ ...truth, issuer: String(truth["issuer"]).toUpperCase() })),
  "the issuer in a list": json((truth) => ({ ...truth, issuer: [truth["issuer"]] })),
  "the issuer with another path": json((truth) => ({ ...truth, issuer: `${String(truth["issuer"])}/other` })),
  "no issuer": changed({ issuer: undefined }),
  "no place to sign in": changed({ authorization_endpoint: undefined }),
  "a place to sign in that is a script": changed({ authorization_endpoint: "javascript:alert(1)" }),
  "a place to sign in without a host": changed({ authorization_endpoint: "/authorize" }),
  "no place for tokens": changed({ token_endpoint: undefined }),
  "a place for tokens that is a file": changed({ token_endpoint: "file:///etc/passwd" }),
  "a place for tokens that is a number": changed({ token_endpoint: 7 }),
  "no keys": changed({ jwks_uri: undefined }),
  "keys that are data": changed({ jwks_uri: "data:application/json,{}" }),
  "keys with a password in their address": changed({ jwks_uri: "https://user:secret@evil.example/keys" }),
  "a place for pushed requests that is none": changed({ pushed_authorization_request_endpoint: "nowhere" }),
  "a place to revoke that is none": changed({ revocation_endpoint: "ftp://evil.example" }),
  "a place to sign out that is a script": changed({ end_session_endpoint: "javascript:alert(1)" }),
  "plain challenges only": changed({ code_challenge_methods_supported: ["plain"] }),
  "challenges that are a text": changed({ code_challenge_methods_supported: "plain S256" }),
  "no code": changed({ response_types_supported: ["id_token"] }),
  "unsigned tokens only": changed({ id_token_signing_alg_values_supported: ["none"] }),
  "signatures by a shared secret only": changed({ id_token_signing_alg_values_supported: ["HS256"] }),
  "signatures that are a text": changed({ id_token_signing_alg_values_supported: "ES256" }),
  "a list": json((truth) => [truth]),
  null: json(() => null),
  "a text": json(() => "metadata"),
  "a page": raw(200, { "content-type": "text/html" }, "<!doctype html><title>Sign in</title>"),
  "half of it": raw(200, type, '{"issuer":"http'),
  nothing: raw(200, type, ""),
  "a refusal": raw(403, type, '{"error":"access_denied"}'),
  "a way to somewhere else": raw(302, { location: "https://evil.example/.well-known/openid-configuration" }, ""),
  "more than anybody needs": raw(200, type, `{"issuer":"${"x".repeat(2_100_000)}"}`),
  "a little that grows": raw(200, { ...type, "content-encoding": "gzip" }, gzipSync(`"${"x".repeat(20_000_000)}"`)),
};
