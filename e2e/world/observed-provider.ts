import { createServer } from "node:http";
import { expect } from "vitest";
import { matrixClientId, portalClient, portalClientId } from "./clients.ts";
import { type IdentityProvider, startIdentityProvider } from "./identity-provider.ts";
import { exchangeGrant } from "./identity-provider-library.ts";
import { type CookieJar, signInByForm } from "./sign-in-driver.ts";

const secret = "a-secret-of-the-test-that-is-long-enough";
const callback = "http://localhost:9/auth/callback";
const verifier = "v".repeat(43);
const challenge = "7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM";

/** The provider with the portal and a homeserver as clients, whose logout tokens the receiver keeps. */
export async function startObservedProvider() {
  const receiver = await startReceiver();
  const provider = await startIdentityProvider({
    clients: [
      {
        ...portalClient("http://localhost:9", { kind: "secret", secret }),
        backchannelLogoutUri: `${receiver.origin}/portal`,
      },
      {
        id: matrixClientId,
        credential: { kind: "secret", secret, method: "client_secret_post" },
        redirectUris: ["http://localhost:9/matrix"],
        backchannelLogoutUri: `${receiver.origin}/matrix`,
      },
    ],
  });
  const stop = async () => {
    await provider.close();
    await receiver.close();
  };
  return { provider, receiver, stop };
}

export async function startReceiver() {
  const received: { path: string; logoutToken: string }[] = [];
  const server = createServer((req, res) => {
    let body = "";
    req.on("data", (chunk) => (body += String(chunk)));
    req.on("end", () => {
      received.push({ path: req.url ?? "", logoutToken: new URLSearchParams(body).get("logout_token") ?? "" });
      res.writeHead(200).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return { received, origin: `http://127.0.0.1:${port}`, close: async () => new Promise((done) => server.close(done)) };
}

export function request(change: Record<string, string>, clientId = portalClientId): Record<string, string> {
  return {
    client_id: clientId,
    redirect_uri: clientId === portalClientId ? callback : "http://localhost:9/matrix",
    response_type: "code",
    scope: "openid",
    state: "s-1",
    nonce: "n-1",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...change,
  };
}

export async function authorizationUrl(
  provider: IdentityProvider,
  change: Record<string, string>,
  clientId = portalClientId,
): Promise<URL> {
  const pushed = await fetch(`${provider.issuer}/protocol/openid-connect/ext/par/request`, {
    method: "POST",
    ...asClient(clientId, request(change, clientId)),
  });
  const { request_uri: requestUri } = await json(pushed);
  const url = new URL(`${provider.issuer}/protocol/openid-connect/auth`);
  url.search = new URLSearchParams({ client_id: clientId, request_uri: String(requestUri) }).toString();
  return url;
}

export function isCallback(url: URL): boolean {
  return url.port === "9";
}

export async function signIn(
  provider: IdentityProvider,
  username: string,
  options: { jar?: CookieJar; clientId?: string } = {},
) {
  const clientId = options.clientId ?? portalClientId;
  const start = await authorizationUrl(provider, {}, clientId);
  const { url, jar } = await signInByForm({
    start,
    username,
    stopBefore: isCallback,
    ...(options.jar === undefined ? {} : { jar: options.jar }),
  });
  const { code_verifier: codeVerifier, grant_type: grantType } = codeGrant("");
  const grant = {
    grant_type: grantType ?? "",
    code: url.searchParams.get("code") ?? "",
    redirect_uri: `${url.origin}${url.pathname}`,
    code_verifier: codeVerifier ?? "",
  };
  const { status, body } = await token(provider, grant, asClient(clientId, {}).headers, asClient(clientId, {}).body);
  expect(status).toBe(200);
  return { answer: url, tokens: body, jar };
}

export function codeGrant(code: string): Record<string, string> {
  return { grant_type: "authorization_code", code, redirect_uri: callback, code_verifier: verifier };
}

export function basic(id: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${id}:${password}`).toString("base64")}` };
}

/** The portal authenticates by header, the homeserver by form. */
export function asClient(clientId: string, fields: Record<string, string>) {
  const isPortal = clientId === portalClientId;
  return {
    headers: isPortal ? basic(clientId, secret) : ({} as Record<string, string>),
    body: new URLSearchParams({ ...fields, ...(isPortal ? {} : { client_id: clientId, client_secret: secret }) }),
  };
}

export async function token(
  provider: IdentityProvider,
  fields: Record<string, string>,
  headers = basic(portalClientId, secret),
  extra = new URLSearchParams(),
) {
  const body = new URLSearchParams({ ...Object.fromEntries(extra), ...fields });
  const response = await fetch(`${provider.issuer}/protocol/openid-connect/token`, { method: "POST", headers, body });
  return { status: response.status, body: await json(response) };
}

export async function exchange(
  provider: IdentityProvider,
  subject: unknown,
  fields: Record<string, string>,
  clientId = portalClientId,
) {
  const grant = {
    grant_type: exchangeGrant,
    subject_token: String(subject),
    subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
    ...fields,
  };
  const { headers, body } = asClient(clientId, {});
  return token(provider, grant, headers, body);
}

export function refusal(error: string, description: string) {
  return { status: 400, body: { error, error_description: description } };
}

export function logoutUrl(provider: IdentityProvider, fields: Record<string, string>): URL {
  const url = new URL(`${provider.issuer}/protocol/openid-connect/logout`);
  url.search = new URLSearchParams(fields).toString();
  return url;
}

export async function json(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}
