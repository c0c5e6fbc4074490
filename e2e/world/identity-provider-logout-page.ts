import type { ServerResponse } from "node:http";
import type { JWTPayload } from "jose";
import type { Provider } from "oidc-provider";
import type { ReadRequest } from "./identity-provider-edge.ts";
import type { ProviderParts } from "./identity-provider-library.ts";
import { endSession, sessionsOf } from "./identity-provider-logout.ts";
import { confirmLogoutPage, errorPage, loggedOutPage } from "./identity-provider-pages.ts";
import { sendPage } from "./identity-provider-sign-in.ts";
import { readIdTokenHint } from "./identity-provider-tokens.ts";

/** Sign-out that an application asks for; with an ID token of the browser's own session nobody is asked. */
export async function handleLogout(
  provider: Provider,
  parts: ProviderParts,
  read: ReadRequest,
  res: ServerResponse,
): Promise<void> {
  const { req } = read;
  const given = req.method === "POST" ? read.form : read.query;
  const language = req.headers["accept-language"];
  const hint = await readIdTokenHint(parts, given.get("id_token_hint"));
  const back = given.get("post_logout_redirect_uri");
  const problem = problemOf(parts, { given, hint, back });
  if (problem !== null) {
    sendPage(res, 400, errorPage(language, problem));
    return;
  }
  const browser = await provider.Session.get(provider.createContext(req, res));
  const isVouchedFor = hint !== null && (browser.accountId === undefined || hint["sid"] === browser.uid);
  if (browser.accountId !== undefined && !isVouchedFor && given.get("confirm") !== "yes") {
    sendPage(res, 200, confirmLogoutPage(language, Object.fromEntries(given)));
    return;
  }
  const ending = isVouchedFor ? { sub: hint.sub, sid: hint["sid"] } : { sub: browser.accountId, sid: browser.uid };
  for (const session of sessionsOf(parts, ending.sub ?? "").filter((one) => one.uid === ending.sid)) {
    await endSession(parts, session);
  }
  if (back === null) {
    sendPage(res, 200, loggedOutPage(language));
  } else {
    res.writeHead(302, { location: withState(back, given.get("state")), "cache-control": "no-store" }).end();
  }
}

function problemOf(
  parts: ProviderParts,
  { given, hint, back }: { given: URLSearchParams; hint: JWTPayload | null; back: string | null },
): string | null {
  if (given.has("id_token_hint") && hint === null) {
    return "Invalid parameter: id_token_hint";
  }
  const client = parts.directory.client(given.get("client_id") ?? (hint === null ? undefined : String(hint.aud)));
  return back === null || client?.postLogoutRedirectUris?.includes(back) === true ? null : "Invalid redirect uri";
}

function withState(back: string, state: string | null): string {
  const target = new URL(back);
  if (state !== null) {
    target.searchParams.set("state", state);
  }
  return target.href;
}
