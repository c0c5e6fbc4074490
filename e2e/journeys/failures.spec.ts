import { ines, tobias } from "../world/people.ts";
import { choose, expect, expectHome, signIn, test, tile } from "../support/journey.ts";

test.describe("when something fails", () => {
  test("a repeated callback says so with its code and leaves the session alone", async ({ open, world }) => {
    const { page, guard } = await open();
    guard.expectConsole("Failed to load resource");
    const callback = page.waitForRequest((request) => request.url().startsWith(`${world.address}/auth/callback`));
    await page.goto("/");
    await choose(page, ines);
    const address = (await callback).url();
    await expectHome(page, ines);
    await page.goto(address);
    await expect(page.getByText("sign_in_repeated")).toBeVisible();
    await page.goto("/");
    await expectHome(page, ines);
  });

  test("a sign-in that was given up, or belongs to another browser, each has its page and a way on", async ({
    open,
    world,
  }) => {
    const { page, guard } = await open();
    guard.expectConsole("Failed to load resource");
    await page.goto("/");
    await page
      .getByRole("link", { name: "Abbrechen" })
      .or(page.getByRole("button", { name: "Abbrechen" }))
      .click();
    await expect(page.getByText("sign_in_refused")).toBeVisible();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.goto(`${world.address}/auth/callback?code=x&state=abcdefgh-0123456789ab.x&iss=x`);
    await expect(page.getByText(/sign_in_(?:invalid|expired)/u)).toBeVisible();
    await page.getByRole("link", { name: "Erneut anmelden" }).click();
    await choose(page, tobias);
    await expectHome(page, tobias);
  });

  test("a sign-in service that does not answer is named, with what to do", async ({ open, world }) => {
    const { page, guard } = await open();
    guard.expectConsole("Failed to load resource");
    world.identityProvider.pause();
    try {
      await page.goto("/", { timeout: 20_000 });
      await expect(page.getByText("identity_provider_unreachable")).toBeVisible();
    } finally {
      world.identityProvider.resume();
    }
    await page.getByRole("link", { name: /Erneut/u }).click();
    await choose(page, ines);
    await expectHome(page, ines);
  });

  test("a page left open past its session keeps its tiles, hides what is personal, and goes on at the same place", async ({
    open,
  }) => {
    const { page, guard } = await open();
    guard.expectConsole("Failed to load resource");
    await signIn(page, ines);
    await page.getByRole("searchbox").fill("wik");
    await page.context().clearCookies({ name: "portal" });
    await page.evaluate(() => globalThis.dispatchEvent(new Event("online")));
    await page.getByRole("searchbox").blur();
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await expect(page.getByText(/Pausiert seit \d{2}:\d{2} Uhr/u)).toBeVisible({ timeout: 15_000 });
    await expect(page.getByRole("region", { name: "Chat" })).not.toContainText("Referat 42");
    await expect(tile(page, "Wiki")).toBeVisible();
    await page.getByRole("link", { name: "Weiterarbeiten" }).click();
    await expectHome(page, ines);
    await expect(page.getByRole("searchbox")).toHaveValue("wik");
  });

  test("what does not exist says so, and the way back is one click", async ({ open }) => {
    const { page, guard } = await open();
    guard.expectConsole("Failed to load resource");
    await signIn(page, ines);
    await page.goto("/gibt-es-nicht");
    await expect(page.getByRole("heading", { name: "Diese Seite gibt es nicht" })).toBeVisible();
  });
});
