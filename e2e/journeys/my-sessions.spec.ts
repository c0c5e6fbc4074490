import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { ines, tobias } from "../world/people.ts";
import { choose, expect, expectHome, promised, signIn, test } from "../support/journey.ts";

/** A page that asks in the very moment in which its session ends is told so, and browsers print every 401. */
const lateQuestion = "status of 401";
const iphone = {
  userAgent:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
  viewport: { width: 390, height: 844 },
};

/** A view is there at once on a desk, and later on a machine that runs three browsers and the whole world. */
const patience = { timeout: 20_000 };

/** The page by the person's menu. */
async function openSessions(page: Page): Promise<void> {
  await page.getByRole("button", { name: /Marquardt|Kranich/u }).click();
  await page.getByRole("menuitem", { name: "Meine Anmeldungen" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Meine Anmeldungen" })).toBeFocused(patience);
}

test.describe("my sessions", () => {
  test.setTimeout(120_000);

  test("a sign-in on a new device is in the inbox, its session is ended from the desk, and its page says so", async ({
    open,
    world,
  }) => {
    const desk = await open();
    await signIn(desk.page, tobias);
    const phone = await open({ ...iphone, isNewDevice: true });
    phone.guard.expectConsole(lateQuestion);
    await signIn(phone.page, tobias);
    await desk.page.goto("/inbox");
    const note = desk.page.getByRole("row", { name: /Anmeldung auf neuem Gerät: Safari auf iPhone/u });
    await expect(note).toHaveCount(1, patience);

    await openSessions(desk.page);
    const row = desk.page.getByRole("listitem").filter({ hasText: "Safari auf iPhone" });
    await expect(row).toContainText(/Angemeldet heute, \d\d:\d\d Uhr/u, patience);
    await expect(desk.page.getByRole("listitem").filter({ hasText: "Diese Sitzung" })).toHaveCount(1);
    await row.getByRole("button", { name: /^Sitzung beenden: Safari auf iPhone/u }).click();
    await expect(desk.page.getByText(/^Safari auf iPhone, angemeldet heute, \d\d:\d\d Uhr: Dort wird /u)).toBeVisible();
    await desk.page.getByRole("button", { name: "Jetzt beenden" }).click();
    await promised("the page of the ended session leaves", 2000, async (timeout) => {
      await expect(phone.page).toHaveURL(`${world.address}/signed-out?ended`, { timeout });
    });
    await expect(phone.page.getByText(/^Sie haben diese Sitzung in einem anderen Browser .* beendet\./u)).toBeVisible();
    await expect(row).toHaveCount(0);
    await expect(desk.page.getByText("1 Sitzung ist beendet.").first()).toBeVisible();

    // The sign-in service still knows that browser: whoever holds it comes in again, and the inbox says so once more.
    await phone.page.goto("/");
    await expectHome(phone.page, tobias);
    await desk.page.goto("/inbox");
    await expect(note).toHaveCount(2, patience);
  });

  test("all others end at once, and the one that ended them stays", async ({ open, world }) => {
    const [desk, second, third] = [await open(), await open(), await open(iphone)];
    for (const { page, guard } of [second, third, desk]) {
      guard.expectConsole(lateQuestion);
      await signIn(page, ines);
    }
    await openSessions(desk.page);
    await desk.page.getByRole("button", { name: /anderen Sitzungen beenden …$/u }).click();
    await desk.page.getByRole("button", { name: "Jetzt beenden" }).click();
    for (const { page } of [second, third]) await expect(page).toHaveURL(`${world.address}/signed-out?ended`, patience);
    await expect(desk.page.getByText("Sie sind nur hier angemeldet.")).toBeVisible();
    await desk.page.reload();
    await expect(desk.page.getByText("Sie sind nur hier angemeldet.")).toBeVisible(patience);
  });

  test("have an address of their own, no barrier in any appearance, and fit at 320 pixels and 400 %", async ({
    open,
  }) => {
    const { page } = await open();
    await page.goto("/account/sessions");
    await choose(page, ines);
    const list = page.getByRole("list", { name: "Ihre Anmeldungen" });
    await expect(list).toBeVisible(patience);
    for (const appearance of ["light", "dark", "contrast"]) {
      await page.evaluate((theme) => void (document.documentElement.dataset["theme"] = theme), appearance);
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 900 });
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ""}`)).toEqual([]);
      }
    }
    for (const height of [700, 225]) {
      await page.setViewportSize({ width: 320, height });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    }
  });
});
