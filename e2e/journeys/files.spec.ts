import type { Page } from "@playwright/test";
import { ines } from "../world/people.ts";
import { expect, signIn, test } from "../support/journey.ts";

const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

async function openFiles(page: Page): Promise<void> {
  await page
    .getByRole("navigation")
    .getByRole("link", { name: /^Dateien/u })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "Dateien" })).toBeVisible();
  await expect(page.getByRole("row").first()).toBeVisible();
}

async function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Hochladen", exact: true }).click();
  await (await chooser).setFiles({ name, mimeType: "text/plain", buffer });
}

test.describe("files", () => {
  test("a chosen file arrives byte for byte, also in several parts, and appears in the list", async ({
    open,
    world,
  }) => {
    const { page } = await open();
    await signIn(page, ines);
    await openFiles(page);
    // More than one part.
    const content = Buffer.alloc(23 * 1024 * 1024, "Wasserrecht ");
    await choose(page, "Messreihe groß.txt", content);
    await expect(page.getByText("in „Dateien“ abgelegt", { exact: true })).toBeVisible({ timeout: 60_000 });
    await expect(
      row(page, "Messreihe groß.txt")
        .or(page.getByRole("button", { name: /neue Datei/u }))
        .first(),
    ).toBeVisible();
    const found = world.nextcloud.world.find(ines.username, ["Messreihe groß.txt"]);
    expect(found?.node.content?.equals(content)).toBe(true);
  });

  test("a name that is there already asks which version stays; both can", async ({ open, world }) => {
    world.nextcloud.world.put(ines.username, "Gleich.txt", "alt", { by: ines.username });
    const { page } = await open();
    await signIn(page, ines);
    await openFiles(page);
    await choose(page, "Gleich.txt", Buffer.from("neu"));
    await expect(page.getByText("Welche Fassung soll bleiben?").first()).toBeVisible();
    await page.getByRole("button", { name: "Beide behalten" }).click();
    // A list that the pointer is in keeps its rows; what arrived is said above it.
    await expect(page.getByRole("main").getByText("Gleich (2).txt").first()).toBeVisible();
    await expect(page.getByText("in „Dateien“ abgelegt", { exact: true })).toBeVisible({ timeout: 15_000 });
    const text = (name: string) => world.nextcloud.world.find(ines.username, [name])?.node.content?.toString();
    expect([text("Gleich.txt"), text("Gleich (2).txt")]).toEqual(["alt", "neu"]);
  });

  test("are found by a part of their name, with their previews", async ({ open }) => {
    const { page } = await open();
    await signIn(page, ines);
    await openFiles(page);
    await page.getByRole("searchbox", { name: "Dateien suchen" }).fill("randstreifen");
    await expect(page.getByText(/Datei(?:en)? zu „randstreifen“/u).first()).toBeVisible();
    await expect(row(page, "Vermerk Randstreifen.odt").first()).toBeVisible();
    await expect(row(page, "Messreihe")).toHaveCount(0);
    await expect(row(page, "Vermerk Randstreifen.odt").locator("img").first()).toHaveJSProperty("complete", true);
  });
});
