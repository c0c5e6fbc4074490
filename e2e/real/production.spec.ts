import { ines, katharina, tobias } from "../world/people.ts";
import {
  expect,
  expectHome,
  expectKeycloakAsks,
  fillKeycloak,
  keycloak,
  lane,
  promised,
  read,
  signIn,
  signInAndListen,
  test,
} from "./lane-test.ts";
import { rosa } from "./real-people.ts";

const portal = lane.portals.production;

test.describe("behind a TLS proxy, with Keycloak on another site", () => {
  test("the session's cookie is bound to the host, to TLS and to HTTP", async ({ openBrowser }) => {
    const page = await openBrowser(portal);
    const reply = await page.goto(`${portal}/`);
    expect(page.url()).toContain(lane.keycloak.productionIssuer);
    expect(reply?.status()).toBe(200);
    await fillKeycloak(page, ines);
    await expectHome(page, ines, portal);
    const cookies = await page.context().cookies(portal);
    const bound = { secure: true, httpOnly: true, sameSite: "Lax", path: "/", domain: "portal.pforte.test" };
    expect(
      cookies
        .map(({ name, secure, httpOnly, sameSite, path, domain }) => ({
          name,
          secure,
          httpOnly,
          sameSite,
          path,
          domain,
        }))
        .toSorted((one, other) => one.name.localeCompare(other.name)),
    ).toEqual([
      { name: "__Host-Http-device", ...bound },
      { name: "__Host-Http-portal", ...bound },
    ]);
  });

  test("every answer demands TLS for a year at least", async ({ openBrowser }) => {
    const page = await openBrowser(portal);
    await signIn(page, ines, portal);
    const reply = await page.goto(`${portal}/`);
    const header = reply?.headers()["strict-transport-security"] ?? "";
    expect(Number(/max-age=(\d+)/u.exec(header)?.[1] ?? 0)).toBeGreaterThanOrEqual(31_536_000);
  });

  test("somebody who comes by a link of a third site is inside at once, without a loop", async ({ openBrowser }) => {
    const page = await openBrowser(portal);
    const signIns: string[] = [];
    page.on("request", (request) => {
      if (new URL(request.url()).pathname === "/auth/login") {
        signIns.push(request.url());
      }
    });
    await page.goto(lane.elsewhere.tls);
    await page.getByRole("link").click();
    await expectKeycloakAsks(page);
    await fillKeycloak(page, ines);
    await expectHome(page, ines, portal);
    expect(signIns).toHaveLength(1);
    await page.goto(lane.elsewhere.tls);
    await page.getByRole("link").click();
    await expectHome(page, ines, portal);
    expect(signIns).toHaveLength(1);
  });

  test("Keycloak's back-channel logout arrives over TLS and empties the page", async ({ openBrowser }) => {
    const page = await openBrowser(portal);
    await signInAndListen(page, ines, portal);
    await promised("back-channel logout over TLS", 2000, async (timeout) => {
      await keycloak.endSessions(ines.sub);
      await expect(page).toHaveURL(new RegExp(`^${portal}/signed-out(?:\\?|$)`, "u"), { timeout });
    });
  });

  test("new keys at Keycloak cost one look at them, and nobody's sign-in (F13)", async ({ openBrowser }) => {
    const first = await openBrowser(portal);
    await signIn(first, ines, portal);
    const before = await read("key-set-requests");
    const remove = await keycloak.addSigningKey("PS256");
    try {
      for (const person of [tobias, katharina, rosa]) {
        const page = await openBrowser(portal);
        await signIn(page, person, portal);
      }
      await first.reload();
      await expectHome(first, ines, portal);
      const looks = (await read("key-set-requests")) - before;
      console.log(`      looks at the keys: ${looks} (promised: at most 1 a minute)`);
      expect(looks).toBe(1);
    } finally {
      await remove();
    }
  });
});
