import { ines } from "@pforte/e2e/world/people";
import { tour } from "@pforte/e2e/world/sign-in-driver";
import { portalClientId } from "@pforte/e2e/world/clients";
import { expect, it } from "vitest";
import { carry, send } from "../../test/carry.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { usualPace } from "../auth/provider.ts";

async function signOutLate(portal: TestPortal, cookie: string): Promise<Response> {
  const headers = { origin: portal.origin, "sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate", cookie };
  return send(`${portal.origin}/auth/logout`, "POST", headers);
}

it("a sign-out after the session ran out still ends the provider's, which asks for want of a hint (S24)", async () => {
  let ahead = 0;
  await using portal = await buildTestPortal({ overrides: { now: () => new Date(Date.now() + ahead) } });
  const person = await portal.as("ines");
  ahead = 31 * 60_000;
  const response = await signOutLate(portal, person.jar.header(new URL(portal.origin)) ?? "");
  person.jar.take(new URL(portal.origin), response.headers.getSetCookie());
  const location = new URL(response.headers.get("location") ?? "");
  expect([response.status, location.href.startsWith(portal.identityProvider.issuer)]).toEqual([303, true]);
  const { state, ...others } = Object.fromEntries(location.searchParams);
  expect(state).toMatch(/^[\w-]{43}$/u);
  expect(others).toEqual({ client_id: portalClientId, post_logout_redirect_uri: `${portal.origin}/signed-out` });
  const asked = await tour({ start: location, jar: person.jar, carry });
  expect(asked.body).toContain('name="confirm"');
  expect(portal.identityProvider.sessionIds(ines.sub)).toHaveLength(1);
  location.searchParams.set("confirm", "yes");
  const end = await tour({ start: location, jar: person.jar, carry });
  expect([end.url.pathname, end.url.searchParams.get("state")]).toEqual(["/signed-out", state]);
  expect(end.body).not.toContain("nicht erreichbar");
  expect(portal.identityProvider.sessionIds(ines.sub)).toEqual([]);
});

it("a sign-out after the session ran out warns whoever does not come back from the provider (S24)", async () => {
  let ahead = 0;
  await using portal = await buildTestPortal({ overrides: { now: () => new Date(Date.now() + ahead) } });
  const person = await portal.as("ines");
  ahead = 31 * 60_000;
  const response = await signOutLate(portal, person.jar.header(new URL(portal.origin)) ?? "");
  person.jar.take(new URL(portal.origin), response.headers.getSetCookie());
  expect(await (await person.get("/signed-out")).text()).toContain("nicht erreichbar");
});

it("a sign-out after the session ran out stays here where the provider is known to be silent (S24)", async () => {
  let ahead = 0;
  await using portal = await buildTestPortal({
    overrides: { now: () => new Date(Date.now() + ahead), providerPace: { ...usualPace, lifeMilliseconds: 60 } },
  });
  const person = await portal.as("ines");
  ahead = 31 * 60_000;
  await portal.identityProvider.close();
  await expect.poll(() => portal.logLines.join()).toContain("metadata cannot be used");
  const response = await signOutLate(portal, person.jar.header(new URL(portal.origin)) ?? "");
  expect([response.status, response.headers.get("location")]).toEqual([303, "/signed-out"]);
  person.jar.take(new URL(portal.origin), response.headers.getSetCookie());
  expect(await (await person.get("/signed-out")).text()).toContain("nicht erreichbar");
});

it("a sign-out by a cookie of no session at all goes to the provider, one without any cookie nowhere (S24)", async () => {
  await using portal = await buildTestPortal();
  const unknown = await signOutLate(portal, `portal=${"x".repeat(43)}`);
  expect(unknown.headers.get("location")).toContain(portal.identityProvider.issuer);
  for (const cookie of ["portal=short", "other=1"]) {
    expect((await signOutLate(portal, cookie)).headers.get("location")).toBe("/signed-out");
  }
});
