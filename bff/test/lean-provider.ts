import type { IncomingMessage } from "node:http";
import { portalClientId } from "@pforte/e2e/world/clients";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { ines } from "@pforte/e2e/world/people";
import { createAuth, type Auth } from "../src/auth/auth.ts";
import { startOddServer } from "./odd-server.ts";
import type { TestPortal } from "./portal.ts";
import { quietLog } from "./quiet-log.ts";

/** Makes the ID token of an answer; `signed` is the honest way. */
type Token = (claims: JWTPayload, signed: (claims: JWTPayload) => Promise<string>) => Promise<string> | string;

/** A provider that knows no sessions and answers every code at once, for tests of many sign-ins. */
export interface LeanProvider extends AsyncDisposable {
  readonly issuer: string;
  /** How many times its keys were asked for. */
  keyReads(): number;
  /** Signs somebody in, the way through the browser left out; the answer of the portal. */
  signIn(auth: Auth, token?: Token): Promise<string>;
  /** The portal's sign-in with this provider. */
  authOf(portal: TestPortal, now: () => Date): Auth;
}

export async function startLeanProvider(now: () => Date = () => new Date()): Promise<LeanProvider> {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const keys = [{ ...(await exportJWK(publicKey)), kid: "lean", alg: "ES256", use: "sig" }];
  /** By code: what to answer it with. */
  const tokens = new Map<string, string>();
  let reads = 0;
  const server = await startOddServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const answer =
      pathname === "/token" ? tokenReply(tokens, await formOf(request)) : documents(server.address)[pathname];
    reads += pathname === "/keys" ? 1 : 0;
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  const documents = (issuer: string): Readonly<Record<string, unknown>> => ({
    "/.well-known/openid-configuration": {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      id_token_signing_alg_values_supported: ["ES256"],
      authorization_response_iss_parameter_supported: true,
    },
    "/keys": { keys },
  });
  const signed = async (claims: JWTPayload) =>
    new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "lean" }).sign(privateKey);
  return {
    issuer: server.address,
    keyReads: () => reads,
    authOf: ({ config, secrets, portal }, clock) =>
      createAuth({
        config: { ...config, oidc: { ...config.oidc, issuer: server.address } },
        secrets,
        storage: portal.storage,
        now: clock,
        log: quietLog,
      }),
    async signIn(auth, token = async (claims, sign) => sign(claims)) {
      const begun = await auth.login.begin({ returnTo: "/", prompt: null, uiLocales: null, isStepUp: false });
      if (begun.kind === "failed") return begun.code;
      const { searchParams: asked } = new URL(begun.location);
      const state = asked.get("state") ?? "";
      const at = Math.floor(now().getTime() / 1000);
      const claims = {
        iss: server.address,
        aud: portalClientId,
        sub: ines.sub,
        nonce: asked.get("nonce") ?? "",
        iat: at,
        exp: at + 300,
      };
      tokens.set(state, await token(claims, signed));
      const url = new URL("http://localhost/auth/callback");
      url.search = new URLSearchParams({ code: state, state, iss: server.address }).toString();
      const finished = await auth.login.finish(url, begun.secret, null);
      return finished.kind === "failed" ? finished.code : "signed in";
    },
    [Symbol.asyncDispose]: async () => server[Symbol.asyncDispose](),
  };
}

function tokenReply(tokens: ReadonlyMap<string, string>, form: URLSearchParams): object {
  return { access_token: "a", token_type: "Bearer", expires_in: 300, id_token: tokens.get(form.get("code") ?? "") };
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return new URLSearchParams(body);
}
