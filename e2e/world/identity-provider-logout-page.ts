import type { ServerResponse } from "node:http";
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
  const hintText = given.get("id_token_hint");
  const hint = hintText === null ? null : await readIdTokenHint(parts, hintText);
  if (hintText !== null && hint === null) {
    sendPage(res, 400, errorPage(language, "Invalid parameter: id_token_hint"));
    return;
  }
  const client = parts.directory.client(given.get("client_id") ?? (hint === null ? undefined : String(hint.aud)));
  const back = given.get("post_logout_redirect_uri");
  if (back !== null && !(client?.postLogoutRedirectUris ?? []).includes(back)) {
    sendPage(res, 400, errorPage(language, "Invalid redirect uri"));
    return;
  }
  const browser = await provider.Session.get(provider.createContext(req, res));
  const isVouchedFor = hint !== null && (browser.accountId === undefined || hint["sid"] === browser.uid);
  if (browser.accountId !== undefined && !isVouchedFor && given.get("confirm") !== "yes") {
    sendPage(res, 200, confirmLogoutPage(language, Object.fromEntries(given)));
    return;
  }
  const sid = isVouchedFor ? hint["sid"] : browser.uid;
  const sub = isVouchedFor ? hint.sub : browser.accountId;
  const session = sessionsOf(parts, sub ?? "").find((one) => one.uid === sid);
  if (session !== undefined) {
    await endSession(parts, session);
  }
  if (back === null) {
    sendPage(res, 200, loggedOutPage(language));
    return;
  }
  const target = new URL(back);
  const state = given.get("state");
  if (state !== null) {
    target.searchParams.set("state", state);
  }
  res.writeHead(302, { location: target.href, "cache-control": "no-store" }).end();
}
