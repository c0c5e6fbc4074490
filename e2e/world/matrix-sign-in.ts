import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { z } from "zod";
import type { ClientApi } from "./matrix-api.ts";
import { expectBody, MatrixProblem, type SeenRequest } from "./matrix-http.ts";

/** The homeserver's own part of single sign-on, and its end from the identity provider's side. */
export async function answerSignIn(
  api: ClientApi,
  returnTo: readonly string[],
  seen: SeenRequest,
  response: ServerResponse,
): Promise<boolean> {
  if (seen.path.startsWith("/_matrix/client/v3/login/sso/redirect")) await redirectToSignIn(api, seen, response);
  else if (seen.path === "/_synapse/client/oidc/callback") await returnFromSignIn(api, returnTo, seen, response);
  else if (seen.path === "/_synapse/client/oidc/backchannel_logout") await backChannelLogout(api, seen, response);
  else return false;
  return true;
}

async function redirectToSignIn(api: ClientApi, seen: SeenRequest, response: ServerResponse): Promise<void> {
  const returnTo = seen.query.get("redirectUrl");
  if (returnTo === null || api.identity === null || !api.flows().includes("sso"))
    throw new MatrixProblem(400, "M_UNKNOWN");
  response.writeHead(302, { location: await api.identity.authorizationAddress(returnTo) }).end();
}

async function returnFromSignIn(
  api: ClientApi,
  allowed: readonly string[],
  seen: SeenRequest,
  response: ServerResponse,
): Promise<void> {
  if (api.identity === null) throw new MatrixProblem(404, "M_UNRECOGNIZED");
  const { subject, returnTo } = await api.identity.finish(seen.query.get("state") ?? "", seen.query.get("code") ?? "");
  const token = randomBytes(24).toString("base64url");
  api.loginTokens.set(token, subject);
  const url = new URL(returnTo);
  url.searchParams.set("loginToken", token);
  if (allowed.some((prefix) => returnTo.startsWith(prefix)))
    return void response.writeHead(302, { location: url.href }).end();
  // An address that is not on the list is not returned to without a click.
  const link = url.href.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(`<a href="${link}">Continue</a>`);
}

async function backChannelLogout(api: ClientApi, seen: SeenRequest, response: ServerResponse): Promise<void> {
  const { logout_token: token } = expectBody(z.object({ logout_token: z.string() }), seen.body);
  const sid = (await api.identity?.endedSession(token)) ?? null;
  if (sid !== null) api.devices.end((device) => device.providerSession === sid);
  response.writeHead(200).end();
}
