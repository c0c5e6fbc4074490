import type { Page } from "@playwright/test";
import { expect } from "./journey.ts";

/** What Chromium says of the preview, which is drawn without scripts: the watchman of these journeys is one. */
export const previewWithoutScripts = "Blocked script execution in";

/** Opens a section of the area of administrators, as a document, and waits until it is there. */
export async function openSection(page: Page, key: string, heading: string): Promise<void> {
  await page.goto(new URL(`/admin/${key}`, page.url()).href);
  await expect(page.getByRole("heading", { name: heading, exact: true }).first()).toBeVisible({ timeout: 15_000 });
}

/** The row of a tile in the arranging view. */
export const rowOf = (page: Page, name: string) => page.getByRole("row", { name: new RegExp(`^${name}`, "u") });

/** The names of a category's tiles in their order; counts and states behind them left out. */
export async function tilesOf(page: Page, category: string): Promise<readonly string[]> {
  const region = page.getByRole("main").getByRole("region", { name: category });
  return (await region.getByRole("link").allInnerTexts()).map((text) =>
    (text.split("\n")[0] ?? "").replaceAll("\u00AD", "").trim(),
  );
}

/** Accepts every hint of the check, says why, and publishes. */
export async function publish(page: Page, note: string): Promise<void> {
  await openSection(page, "publish", "Veröffentlichen");
  await acceptHints(page);
  await page.getByRole("textbox", { name: "Notiz" }).fill(note);
  const done = page.getByText(/Version \d+ ist seit .* veröffentlicht/u).first();
  const refused = page.getByText(/^Die Prüfung hat etwas gefunden, das noch offen ist\./u);
  // While links are being checked, what is known of them changes: whoever publishes then sees it and accepts it anew.
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await pressPublish(page);
    await expect(done.or(refused)).toBeVisible();
    if (await done.isVisible()) return;
    await page.waitForTimeout(3000);
    await acceptHints(page);
  }
  await expect(done).toBeVisible();
}

/** The one primary act of the section. */
export async function pressPublish(page: Page): Promise<void> {
  await page.getByRole("main").getByRole("button", { name: "Veröffentlichen", exact: true }).click();
}

/** Ticks the hints, so that they do not stand in the way of a publication. */
export async function acceptHints(page: Page): Promise<void> {
  const fine = page.getByText("Die Prüfung hat nichts gefunden.");
  const one = page.getByRole("checkbox", { name: /^So veröffentlichen:/u });
  await expect(fine.or(one.first())).toBeVisible();
  const all = page.getByRole("checkbox", { name: /^Alle \d+ Hinweise abhaken$/u });
  const box = (await all.count()) > 0 ? all : one;
  if ((await box.count()) > 0) await box.first().check({ force: true });
}
