import {
  acceptHints,
  openSection,
  pressPublish,
  previewWithoutScripts,
  rowOf,
  tilesOf,
} from "../support/administration.ts";
import { expect, promised, signIn, test } from "../support/journey.ts";
import { ines, katharina } from "../world/people.ts";

test.describe("administrators", () => {
  test.slow();

  test("arrange by keyboard alone, publish, and bring an older version back, while open pages follow", async ({
    open,
  }) => {
    const reader = await open();
    await signIn(reader.page, ines);
    const before = await tilesOf(reader.page, "Kommunikation");
    expect(before.slice(0, 3)).toEqual(["Mail", "Kalender", "Kontakte"]);
    const { page, guard } = await open();
    guard.expectConsole(previewWithoutScripts);
    await signIn(page, katharina);
    await openSection(page, "tiles", "Kacheln");
    await rowOf(page, "Kontakte").focus();
    await page.keyboard.press("Alt+ArrowUp");
    await expect(page.getByText("Kontakte, Platz 2 von 5 in Kommunikation")).toBeAttached();
    await page.keyboard.press("Alt+ArrowUp");
    await expect(page.getByText("Kontakte, Platz 1 von 5 in Kommunikation")).toBeAttached();
    await expect(rowOf(page, "Kontakte")).toBeFocused();
    await page.keyboard.press("Control+z");
    await expect(page.getByText(/Rückgängig gemacht/u).first()).toBeAttached();
    await expect(page.getByText("1 Änderung im Entwurf")).toBeVisible();
    expect(await tilesOf(reader.page, "Kommunikation")).toEqual(before);

    await openSection(page, "publish", "Veröffentlichen");
    await expect(page.getByText(/Kontakte.*verschoben|verschoben.*Kontakte/u).first()).toBeVisible();
    await acceptHints(page);
    await page.getByRole("textbox", { name: "Notiz" }).fill("Kontakte nach vorn");
    await pressPublish(page);
    await expect(page.getByText(/^Version 2 ist seit .* veröffentlicht\.$/u).first()).toBeVisible();
    await promised("the new order on an open page", 4000, async (timeout) => {
      await expect
        .poll(async () => (await tilesOf(reader.page, "Kommunikation")).slice(0, 3), { timeout })
        .toEqual(["Mail", "Kontakte", "Kalender"]);
    });

    await openSection(page, "history", "Verlauf");
    await expect(page.getByText("Kontakte nach vorn").first()).toBeVisible();
    await page.getByRole("button", { name: "Version 1 zurückholen" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Notiz" }).fill("Doch wie vorher");
    await dialog.getByRole("button", { name: "Zurückholen" }).click();
    await expect(
      page.getByText("Version 1 gilt wieder, als Version 3. Der Entwurf ist erhalten.").first(),
    ).toBeAttached();
    await expect.poll(async () => tilesOf(reader.page, "Kommunikation"), { timeout: 10_000 }).toEqual(before);
  });
});
