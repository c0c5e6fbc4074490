import { ines, katharina, tobias } from "../world/people.ts";
import { expect, expectHome, fillKeycloak, keycloak, lane, promised, pull, signIn, test, tile } from "./lane-test.ts";
import { startLoad } from "./steady-load.ts";

const portal = lane.portals.main;

/** What the load balancer would read. */
async function readiness(): Promise<{ readonly status: number; readonly body: string }> {
  const reply = await fetch(`${lane.ops.main}/readyz`);
  return { status: reply.status, body: await reply.text() };
}

test.describe("Keycloak pauses, stops and starts again", () => {
  test("nobody inside notices while their tokens are valid (F10)", async ({ openBrowser }) => {
    const page = await openBrowser();
    await signIn(page, ines);
    await pull("keycloak/pause");
    try {
      await promised("the page with Keycloak paused", 2000, async (timeout) => {
        await page.reload({ timeout });
        await expect(tile(page, "E-Mail")).toBeVisible({ timeout });
      });
      await expectHome(page, ines);
      await expect(page.getByRole("main")).not.toContainText("Anmeldedienst");
    } finally {
      await pull("keycloak/resume");
    }
  });

  test("sessions outlive their tokens, newcomers are told, and nobody signs in twice (F11)", async ({
    openBrowser,
  }) => {
    test.setTimeout(120_000);
    const lifespan = 12;
    await keycloak.setAccessTokenLifespan(lane.clients.main, lifespan);
    const page = await openBrowser();
    try {
      await signIn(page, ines);
      await pull("keycloak/pause");
      await new Promise((done) => setTimeout(done, (lifespan + 5) * 1000));
      await page.reload();
      await expectHome(page, ines);
      await expect(tile(page, "Dateien")).toBeVisible();
      const newcomer = await openBrowser();
      const reply = await newcomer.goto(`${portal}/`);
      expect(reply?.status()).toBe(503);
      await expect(newcomer.getByRole("heading", { name: "Der Anmeldedienst antwortet nicht" })).toBeVisible();
      await expect(newcomer.getByText("identity_provider_unreachable")).toBeVisible();
      await pull("keycloak/resume");
      await page.reload();
      await expectHome(page, ines);
      await promised("newcomers can sign in again", 35_000, async (timeout) => {
        await expect(async () => {
          await newcomer.goto(`${portal}/`);
          await expect(newcomer.locator("#kc-login")).toBeVisible({ timeout: 500 });
        }).toPass({ timeout });
      });
      await fillKeycloak(newcomer, tobias);
      await expectHome(newcomer, tobias);
    } finally {
      await pull("keycloak/resume");
      await keycloak.setAccessTokenLifespan(lane.clients.main, 600);
    }
  });

  test("the portal starts without it, says so, and opens by itself, under load, when it is back (F12)", async ({
    openBrowser,
  }) => {
    test.setTimeout(180_000);
    const inside = await openBrowser();
    await signIn(inside, katharina);
    await pull("keycloak/stop");
    try {
      await pull("portal/stop");
      await pull("portal/start");
      expect((await readiness()).body).toContain("degraded");
      const newcomer = await openBrowser();
      const reply = await newcomer.goto(`${portal}/`);
      expect(reply?.status()).toBe(503);
      await expect(newcomer.getByRole("heading", { name: "Der Anmeldedienst antwortet nicht" })).toBeVisible();
      // The session of before the restart is in the database.
      await inside.goto(`${portal}/`);
      await expectHome(inside, katharina);
      const load = startLoad(inside, portal);
      await pull("keycloak/start");
      await promised("sign-in opens by itself", 35_000, async (timeout) => {
        await expect(async () => {
          await newcomer.goto(`${portal}/`);
          await expect(newcomer.locator("#kc-login")).toBeVisible({ timeout: 500 });
        }).toPass({ timeout });
      });
      await fillKeycloak(newcomer, tobias);
      await expectHome(newcomer, tobias);
      // All the while somebody inside worked on.
      const answers = await load.stop();
      expect(answers.length).toBeGreaterThan(20);
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      await inside.reload();
      await expectHome(inside, katharina);
      expect((await readiness()).body).not.toContain("degraded");
    } finally {
      await pull("everything/ensure");
    }
  });
});
