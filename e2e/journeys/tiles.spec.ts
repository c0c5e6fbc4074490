import { ines } from "../world/people.ts";
import { choose, expect, expectHome, signIn, test, tile } from "../support/journey.ts";

test.describe("tiles", () => {
  test("a tile opens its tool, where the person is signed in already", async ({ open }) => {
    const { page } = await open();
    await signIn(page, ines);
    const opened = page.context().waitForEvent("page");
    await tile(page, "Dateien").click();
    const tool = await opened;
    await expect(tool.locator("#person")).toHaveText("Ines Marquardt");
    expect(await tool.evaluate(() => globalThis.opener)).toBeNull();
  });

  test("a named tab is used again and the tool in it has no opener (S36)", async ({ open }) => {
    const { page } = await open();
    await signIn(page, ines);
    const named = tile(page, "Mail");
    const opened = page.context().waitForEvent("page");
    await named.click();
    const tool = await opened;
    await expect(tool.locator("#person")).toHaveText("Ines Marquardt");
    expect(await tool.evaluate(() => globalThis.opener)).toBeNull();
    const before = page.context().pages().length;
    await page.bringToFront();
    await named.click();
    await expect.poll(() => page.context().pages().length).toBe(before);
    expect(await tool.evaluate(() => globalThis.opener)).toBeNull();
  });

  test("the filter forgives a typo, is reached by /, and Enter opens the first", async ({ open }) => {
    const { page } = await open();
    await signIn(page, ines);
    await page.keyboard.press("/");
    await expect(page.getByRole("searchbox")).toBeFocused();
    await page.keyboard.type("kalnder");
    await expect(page.getByRole("main").getByRole("link", { name: /^Kalender/u })).toBeVisible();
    await expect(tile(page, "Wiki")).toBeHidden();
    await page.keyboard.press("Escape");
    await expect(tile(page, "Wiki")).toBeVisible();
    await page.getByRole("searchbox").fill("files");
    const opened = page.context().waitForEvent("page");
    await page.keyboard.press("Enter");
    await expect((await opened).getByRole("heading", { level: 1 })).toContainText("Dateien");
  });

  test("a folder opens in place, by keyboard and without JavaScript", async ({ open }) => {
    const { page } = await open();
    await signIn(page, ines);
    await expect(tile(page, "Gewässerkataster")).toBeHidden();
    await page.getByText("Wasserrecht", { exact: true }).first().focus();
    await page.locator("summary", { hasText: "Wasserrecht" }).press("Enter");
    await expect(tile(page, "Gewässerkataster")).toBeVisible();
    const plain = await open({ javaScriptEnabled: false });
    await plain.page.goto("/");
    await choose(plain.page, ines);
    await plain.page.locator("summary", { hasText: "Wasserrecht" }).click();
    await expect(tile(plain.page, "Gewässerkataster")).toBeVisible();
  });

  test("language, appearance and dock are kept for the person and in the first HTML on another device", async ({
    open,
    world,
  }) => {
    const { page } = await open();
    await signIn(page, ines);
    await page.getByRole("button", { name: /Darstellung/u }).click();
    await page.getByRole("menuitemradio", { name: "Dunkel" }).click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await page.getByRole("button", { name: /Sprache/u }).click();
    await page.getByRole("menuitemradio", { name: "English" }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    const other = await open();
    await other.page.goto("/");
    const document = other.page.waitForResponse(
      (response) => response.url() === `${world.address}/` && response.status() === 200,
    );
    await choose(other.page, ines);
    expect(await (await document).text()).toMatch(
      /<html[^>]* lang="en"[^>]* data-theme="dark"|<html[^>]* data-theme="dark"[^>]* lang="en"/u,
    );
    await expectHome(other.page, ines);
    await other.page.getByRole("button", { name: /Appearance/u }).click();
    await other.page.getByRole("menuitemradio", { name: /system/iu }).click();
    await other.page.getByRole("button", { name: /language/iu }).click();
    await other.page.getByRole("menuitemradio", { name: "Deutsch" }).click();
    await expect(other.page.locator("html")).toHaveAttribute("lang", "de");
  });

  test("a person's own dock is changed by menu and stays", async ({ open }) => {
    const { page } = await open();
    await signIn(page, ines);
    const dock = page.getByRole("navigation", { name: "Leiste" });
    await expect(dock.getByRole("link", { name: /^Wiki/u })).toHaveCount(0);
    await page.getByRole("button", { name: "Leiste anpassen" }).click();
    await page.getByRole("button", { name: "An die Leiste heften: Wiki" }).click();
    await expect(page.getByRole("button", { name: "Nach oben: Wiki" })).toBeVisible();
    await page.getByRole("button", { name: "Fertig" }).click();
    await expect(dock.getByRole("link", { name: /^Wiki/u })).toBeVisible();
    await page.reload();
    await expect(dock.getByRole("link", { name: /^Wiki/u })).toBeVisible();
  });
});
