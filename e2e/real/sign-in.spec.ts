import { ines, katharina, tobias } from "../world/people.ts";
import {
  expect,
  expectHome,
  expectKeycloakAsks,
  fillKeycloak,
  keycloak,
  lane,
  promised,
  signIn,
  test,
  tile,
} from "./lane-test.ts";

test.describe("signing in at Keycloak", () => {
  test("leads from the portal's address over Keycloak's page back to it", async ({ openBrowser }) => {
    const page = await openBrowser();
    await page.goto(`${lane.portals.main}/`);
    expect(page.url()).toContain(`${lane.keycloak.issuer}/`);
    await fillKeycloak(page, ines);
    await expectHome(page, ines);
    const cookies = await page.context().cookies(lane.portals.main);
    expect(cookies.filter(({ name }) => name === "portal")).toMatchObject([
      { httpOnly: true, sameSite: "Lax", path: "/", expires: -1 },
    ]);
    expect(cookies.map(({ name }) => name).filter((name) => name.startsWith("tx-"))).toEqual([]);
  });

  test("needs no click where a session at Keycloak exists already", async ({ openBrowser }) => {
    const page = await openBrowser();
    await page.goto(`${lane.keycloak.issuer}/account`);
    await fillKeycloak(page, ines);
    await expect(page).toHaveURL(/\/account/u);
    await promised("arrival with an existing session", 4000, async (timeout) => {
      await page.goto(`${lane.portals.main}/`, { timeout });
      await expect(tile(page, "E-Mail")).toBeVisible({ timeout });
    });
    await expectHome(page, ines);
  });

  test("is not asked of somebody who comes by a link of another site", async ({ openBrowser }) => {
    const page = await openBrowser();
    await signIn(page, ines);
    const visited: string[] = [];
    page.on("framenavigated", (frame) => visited.push(frame.url()));
    await page.goto(lane.elsewhere.plain);
    await page.getByRole("link").click();
    await expectHome(page, ines);
    // The page's own router may name its address once more, also that of the page before the visit.
    expect([...new Set(visited.slice(visited.indexOf(lane.elsewhere.plain)))]).toEqual([
      lane.elsewhere.plain,
      `${lane.portals.main}/`,
    ]);
  });

  test("does not loop for somebody who comes from another site without a session", async ({ openBrowser }) => {
    const page = await openBrowser();
    const signIns: string[] = [];
    page.on("request", (request) => {
      if (new URL(request.url()).pathname === "/auth/login") {
        signIns.push(request.url());
      }
    });
    await page.goto(lane.elsewhere.plain);
    await page.getByRole("link").click();
    await expectKeycloakAsks(page);
    await fillKeycloak(page, ines);
    await expectHome(page, ines);
    expect(signIns).toHaveLength(1);
  });

  test("shows each person the tiles of their groups and nothing of the others", async ({ openBrowser }) => {
    const seen = async (person: typeof ines) => {
      const page = await openBrowser();
      await signIn(page, person);
      const html = await (await page.request.get(`${lane.portals.main}/`)).text();
      return ["E-Mail", "Dateien", "Verwaltung"].filter((name) => html.includes(name));
    };
    expect(await seen(ines)).toEqual(["E-Mail", "Dateien"]);
    expect(await seen(tobias)).toEqual(["E-Mail"]);
    expect(await seen(katharina)).toEqual(["E-Mail", "Dateien", "Verwaltung"]);
  });

  test("lasts longer than the tokens, which are renewed without anybody noticing", async ({ openBrowser }) => {
    test.setTimeout(90_000);
    const lifespan = 12;
    await keycloak.setAccessTokenLifespan(lane.clients.main, lifespan);
    try {
      const page = await openBrowser();
      await signIn(page, katharina);
      const [before = 0] = await keycloak.sessions(katharina.sub);
      await new Promise((done) => setTimeout(done, (lifespan + 1) * 1000));
      await page.reload();
      await expectHome(page, katharina);
      const after = await keycloak.sessions(katharina.sub);
      expect(after).toHaveLength(1);
      expect(after[0]).toBeGreaterThan(before);
    } finally {
      await keycloak.setAccessTokenLifespan(lane.clients.main, 600);
    }
  });

  test("goes on after Keycloak rotated its keys, for those inside and for those who come (F13)", async ({
    openBrowser,
  }) => {
    const inside = await openBrowser();
    await signIn(inside, ines);
    const remove = await keycloak.addSigningKey("PS256");
    try {
      const coming = await openBrowser();
      await signIn(coming, tobias);
      await inside.reload();
      await expectHome(inside, ines);
      // The logout token is signed by the new key.
      await keycloak.endSessions(ines.sub);
      await promised("back-channel logout by a new key", 2000, async (timeout) => {
        await expect(inside).toHaveURL(new RegExp(`^${lane.portals.main}/signed-out(?:\\?|$)`, "u"), { timeout });
      });
    } finally {
      await remove();
    }
  });
});
