import type { Page } from "@playwright/test";
import { ines } from "../world/people.ts";
import { expect, signIn, test, tile } from "../support/journey.ts";

/** A card of the start page; one that is not in sight has not been asked for. */
async function card(page: Page, name: string) {
  const found = page.getByRole("region", { name: new RegExp(`^${name}`, "u") });
  await found.scrollIntoViewIfNeeded();
  return found;
}

test.describe("tools that break", () => {
  for (const mode of ["stop", "http500", "garbage"] as const) {
    test(`${mode}: only its own card changes, says since when, and recovers by itself`, async ({ open, world }) => {
      const { page, guard } = await open();
      guard.expectConsole("Failed to load resource");
      world.openproject.levers.break(mode);
      try {
        await signIn(page, ines);
        await expect(await card(page, "Dateien")).toContainText("Vermerk Randstreifen.odt");
        await expect(await card(page, "Chat")).toContainText("Referat 42");
        await expect(await card(page, "Meine Arbeit")).toContainText(/\d{2}:\d{2} Uhr/u, { timeout: 30_000 });
        await expect(tile(page, "Mail")).toBeVisible();
      } finally {
        world.openproject.levers.break("ok");
      }
      await expect(await card(page, "Meine Arbeit")).toContainText("Leistungsverzeichnis prüfen", { timeout: 45_000 });
    });
  }

  test("with every tool down the page, its tiles and what was known are there, labelled with their time", async ({
    open,
    world,
  }) => {
    const { page, guard } = await open();
    guard.expectConsole("Failed to load resource");
    await signIn(page, ines);
    await expect(await card(page, "Dateien")).toContainText("Vermerk Randstreifen.odt");
    await expect(await card(page, "Meine Arbeit")).toContainText("Leistungsverzeichnis prüfen");
    world.openproject.levers.break("stop");
    world.nextcloud.levers.break("stop");
    await world.matrix.down();
    try {
      const started = performance.now();
      await page.reload();
      await expect(tile(page, "Mail")).toBeVisible();
      await expect(await card(page, "Dateien")).toContainText("Vermerk Randstreifen.odt");
      await expect(await card(page, "Meine Arbeit")).toContainText("Leistungsverzeichnis prüfen");
      console.log(
        `      the page with every tool down: ${Math.round(performance.now() - started)} ms (promised: 2000 ms)`,
      );
    } finally {
      world.openproject.levers.break("ok");
      world.nextcloud.levers.break("ok");
      await world.matrix.up();
    }
  });
});
