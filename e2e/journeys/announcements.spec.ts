import { portalHeader } from "@pforte/shared/contract/portal-header";
import type { Page } from "@playwright/test";
import { openSection } from "../support/administration.ts";
import { choose, expect, promised, signIn, signOut, test } from "../support/journey.ts";
import { ines, katharina, tobias } from "../world/people.ts";

const strip = (page: Page) => page.getByRole("region", { name: "Mitteilungen" });
/** The announcement of this journey; a tile in maintenance has its place in the same strip. */
const evacuation = (page: Page) => strip(page).getByText("Räumung am Freitag");
const asPage = { [portalHeader.name]: portalHeader.value, accept: "application/json" };

test.describe("announcements", () => {
  test.slow();

  test("for a group that must confirm: there at once, never again once confirmed, with proof", async ({ open }) => {
    const [reader, stranger, admin] = [await open(), await open(), await open()];
    await signIn(reader.page, ines);
    await signIn(stranger.page, tobias);
    const { page } = admin;
    await signIn(page, katharina);
    await openSection(page, "announcements", "Mitteilungen");
    await page.getByRole("button", { name: "Neue Mitteilung" }).click();
    await page.getByRole("textbox", { name: "Titel, Deutsch" }).fill("Räumung am Freitag");
    await page.getByRole("textbox", { name: "Titel, Englisch" }).fill("Evacuation on Friday");
    await page.getByRole("textbox", { name: "Text, Deutsch" }).fill("Treffpunkt ist der Hof.\nBitte lesen.");
    await page.getByText("Bestimmte Gruppen").click();
    await page.getByRole("combobox", { name: "Gruppe hinzufügen" }).fill("unit-42");
    await page.keyboard.press("Enter");
    await page.getByText("Muss bestätigt werden").click();
    await page.getByRole("main").getByRole("button", { name: "Veröffentlichen", exact: true }).last().click();
    // On an open page it waits to be asked for, so that nothing moves under a pointer.
    const arrival = reader.page.getByRole("button", { name: "Neue Mitteilung: Räumung am Freitag" });
    await promised("the announcement on an open page", 4000, async (timeout) => {
      await expect(arrival).toBeVisible({ timeout });
    });
    await arrival.click();
    await expect(evacuation(reader.page)).toBeVisible();
    await expect(page.getByText(/^0 von \d+ bestätigt/u)).toBeVisible();
    expect(await stranger.page.content()).not.toContain("Räumung");

    await strip(reader.page).getByRole("button", { name: "Gelesen und bestätigt" }).click();
    await expect(evacuation(reader.page)).toHaveCount(0);
    // Left at once: the answer goes on without the page. What comes next may be drawn while it is still being written.
    await reader.page.goto("about:blank");
    await expect
      .poll(async () => (await reader.page.context().request.get("/api/home", { headers: asPage })).text())
      .not.toContain("Räumung");
    await reader.page.goto("/");
    await expect(reader.page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(evacuation(reader.page)).toHaveCount(0);
    await signOut(reader.page, ines);
    await reader.page.goto("/");
    await choose(reader.page, ines);
    await expect(reader.page.getByRole("button", { name: /Marquardt/u })).toBeVisible();
    await expect(evacuation(reader.page)).toHaveCount(0);

    await page.reload();
    await expect(page.getByText(/^1 von \d+ bestätigt/u)).toBeVisible();
    await page.getByRole("button", { name: /^Nachweis/u }).click();
    const proof = page.getByRole("dialog");
    await expect(proof).toContainText("Ines Marquardt");
    const download = page.waitForEvent("download");
    await proof.getByRole("link", { name: "Als CSV herunterladen" }).click();
    expect((await download).suggestedFilename()).toMatch(/\.csv$/u);
  });

  test("a tile in maintenance says so at once, also to whoever has the page open", async ({ open }) => {
    const [reader, admin] = [await open(), await open()];
    await signIn(reader.page, ines);
    const { page } = admin;
    await signIn(page, katharina);
    await openSection(page, "tiles", "Kacheln");
    await page.getByRole("button", { name: "Verschieben und mehr: Wiki" }).click();
    await page.getByRole("menuitem", { name: "Wartung eintragen …" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Hinweis, Deutsch" }).fill("Das Wiki zieht um.");
    await dialog.getByRole("button", { name: "Wartung eintragen" }).click();
    const arrival = reader.page.getByRole("button", { name: "Neue Mitteilung: Wiki: Wartung" });
    await promised("the maintenance on an open page", 4000, async (timeout) => {
      await expect(arrival).toBeVisible({ timeout });
    });
    await arrival.click();
    await expect(reader.page.getByText("Das Wiki zieht um.").first()).toBeAttached();
    await expect(page.getByText("Keine Änderungen im Entwurf")).toBeVisible();
  });
});
