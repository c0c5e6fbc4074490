import { randomUUID } from "node:crypto";
import { portalClientId } from "@pforte/e2e/world/clients";
import { ines } from "@pforte/e2e/world/people";
import { CookieJar, tour } from "@pforte/e2e/world/sign-in-driver";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { carry, send } from "../../test/carry.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await buildTestPortal();
});
afterAll(async () => portal[Symbol.asyncDispose]());

async function tokenForAll(): Promise<string> {
  const iat = Math.floor(Date.now() / 1000);
  const events = { "http://schemas.openid.net/event/backchannel-logout": {} };
  const { issuer } = portal.identityProvider;
  return portal.identityProvider.sign(
    "PS256",
    { typ: "logout+jwt" },
    { iss: issuer, aud: portalClientId, sub: ines.sub, iat, exp: iat + 120, jti: randomUUID(), events },
  );
}

async function tokenForSession(): Promise<string> {
  const sid = portal.identityProvider.sessionIds(ines.sub).at(-1) ?? "";
  return portal.identityProvider.logoutToken(portalClientId, { sub: ines.sub, sid });
}

describe("a logout that arrives between the provider's tokens and the new session", () => {
  it.each([
    ["for that session", tokenForSession],
    ["for all of the person", tokenForAll],
  ])("wins, %s; signing in anew works at once (S25)", async (_name, mint) => {
    const jar = new CookieJar();
    const stopBefore = (url: URL) => url.pathname === "/auth/callback";
    const { url: callback } = await tour({
      start: `${portal.origin}/auth/login`,
      username: "ines",
      jar,
      stopBefore,
      carry,
    });
    const delivered: number[] = [];
    const stop = portal.identityProvider.intercept(async ({ path }) => {
      if (path.endsWith("/token")) {
        // The tokens exist and wait here while the logout is delivered and answered.
        const body = new URLSearchParams({ logout_token: await mint() }).toString();
        const headers = { "content-type": "application/x-www-form-urlencoded" };
        delivered.push((await send(`${portal.origin}/auth/backchannel-logout`, "POST", headers, body)).status);
      }
      return undefined;
    });
    const response = await send(callback.href, "GET", { cookie: jar.header(new URL(portal.origin)) ?? "" });
    stop();
    expect(delivered).toEqual([200]);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("sign_in_expired");
    expect(response.headers.getSetCookie().filter((line) => line.startsWith("portal="))).toEqual([]);
    expect(await portal.database.query("select hash from sessions where ended_at is null")).toEqual([]);

    const again = await tour({ start: `${portal.origin}/auth/login`, username: "ines", jar, carry });
    expect([again.url.pathname, again.response?.status]).toEqual(["/", 200]);
    await portal.identityProvider.endPersonSessions(ines.sub);
  });
});
