import { ines, tobias } from "../world/people.ts";
import {
  expect,
  expectHome,
  expectKeycloakAsks,
  keycloak,
  lane,
  promised,
  signIn,
  signInAndListen,
  signOut,
  test,
  tile,
} from "./lane-test.ts";
import { type LoadAnswer, startLoad } from "./steady-load.ts";

const signedOut = `${lane.portals.main}/signed-out`;

test.describe("signing out", () => {
  test("ends the session here, at Keycloak and in every open tab", async ({ openBrowser }) => {
    const page = await openBrowser();
    await signIn(page, ines);
    const second = await page.context().newPage();
    await second.goto(`${lane.portals.main}/`);
    await expectHome(second, ines);
    await signOut(page, ines);
    await promised("the other tab leaves", 2000, async (timeout) => {
      await expect(second).toHaveURL(new RegExp(`^${signedOut}(?:\\?|$)`, "u"), { timeout });
    });
    await expect(page).toHaveURL(new RegExp(`^${signedOut}`, "u"));
    await expect(page.getByRole("heading", { name: "Sie sind abgemeldet" })).toBeVisible();
    expect(await keycloak.sessions(ines.sub)).toEqual([]);
    // Public, and never a redirect: whoever sits down here next sees this page, not a sign-in of the one before.
    await page.goto(signedOut);
    await expect(page).toHaveURL(signedOut);
    await page.goto(`${lane.portals.main}/`);
    await expectKeycloakAsks(page);
  });

  test("makes the tools ask again; before it they open without a click", async ({ openBrowser }) => {
    const page = await openBrowser();
    await signIn(page, ines);
    const opened = page.context().waitForEvent("page");
    await tile(page, "Mein Konto").click();
    const console = await opened;
    await expect(console.getByRole("heading", { name: /Persönliche Angaben|Personal info/u })).toBeVisible({
      timeout: 15_000,
    });
    await console.close();
    await signOut(page, ines);
    await expect(page.getByRole("heading", { name: "Sie sind abgemeldet" })).toBeVisible();
    await page.goto(`${lane.keycloak.issuer}/account`);
    await expectKeycloakAsks(page);
  });

  test("by Keycloak's administrator empties every open page within two seconds", async ({ openBrowser }) => {
    const page = await openBrowser();
    await signInAndListen(page, ines);
    const bystander = await openBrowser();
    await signIn(bystander, tobias);
    const cookies = await page.context().cookies();
    await promised("back-channel logout", 2000, async (timeout) => {
      await keycloak.endSessions(ines.sub);
      await expect(page).toHaveURL(new RegExp(`^${signedOut}(?:\\?|$)`, "u"), { timeout });
    });
    // The cookie of before is worth nothing any more.
    await page.context().addCookies(cookies.filter(({ name }) => name === "portal"));
    const reply = await page.request.get(`${lane.portals.main}/api/session`, { headers: { "x-portal": "1" } });
    expect(reply.status()).toBe(401);
    await bystander.reload();
    await expectHome(bystander, tobias);
  });

  test("by Keycloak's administrator wins against every refresh that is under way (F14)", async ({ openBrowser }) => {
    test.setTimeout(90_000);
    // Shorter than the portal lets a token run down, so that every request wants a new one.
    await keycloak.setAccessTokenLifespan(lane.clients.main, 20);
    try {
      const page = await openBrowser();
      await signIn(page, ines);
      const loads = Array.from({ length: 4 }, () => startLoad(page, lane.portals.main));
      await expect.poll(() => loads.every(({ answers }) => answers.length > 8)).toBe(true);
      await promised("nobody is let in any more", 2000, async (timeout) => {
        await keycloak.endSessions(ines.sub);
        await expect.poll(() => loads.every(({ answers }) => !isInside(answers.at(-1))), { timeout }).toBe(true);
      });
      await expect.poll(() => loads.every(({ answers }) => answers.length > 40), { timeout: 20_000 }).toBe(true);
      for (const load of loads) {
        const answers = await load.stop();
        const end = answers.findIndex((answer) => !isInside(answer));
        expect(answers.slice(end).filter(isInside)).toEqual([]);
        expect(answers.slice(0, end).filter(({ status }) => status !== 200)).toEqual([]);
      }
    } finally {
      await keycloak.setAccessTokenLifespan(lane.clients.main, 600);
    }
  });

  test("happens to somebody whose account is disabled, at the latest when their token ends (S27)", async ({
    openBrowser,
  }) => {
    test.setTimeout(90_000);
    const lifespan = 12;
    await keycloak.setAccessTokenLifespan(lane.clients.main, lifespan);
    try {
      const page = await openBrowser();
      await signIn(page, tobias);
      await keycloak.setEnabled(tobias.sub, false);
      // One second more, because it is looked at twice a second only.
      await promised("a disabled person is out", (lifespan + 1) * 1000, async (timeout) => {
        await expect
          .poll(
            async () =>
              (await page.request.get(`${lane.portals.main}/api/session`, { headers: { "x-portal": "1" } })).status(),
            { timeout, intervals: [500] },
          )
          .toBe(401);
      });
      await page.goto(`${lane.portals.main}/`);
      await expect(tile(page, "E-Mail")).toHaveCount(0);
    } finally {
      await keycloak.setEnabled(tobias.sub, true);
      await keycloak.setAccessTokenLifespan(lane.clients.main, 600);
    }
  });
});

/** Whether somebody was answered as a person; the page sends others away, the rest refuses them. */
function isInside(answer: LoadAnswer | undefined): boolean {
  return answer !== undefined && answer.status < 300;
}
