import { aConfiguredTile, aDraft } from "@pforte/shared/testing/a-draft";
import type { DraftOperation } from "@pforte/shared/contract/admin-draft";
import { describe, expect, test, vi } from "vitest";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { readDraft } from "@pforte/shared/contract/admin-draft";
import { fail, network } from "#testing/server.ts";
import { openTiles } from "#testing/open-tiles.tsx";

type Opened = Awaited<ReturnType<typeof openTiles>>;

const rename = (de: string): DraftOperation => ({
  op: "put-tile",
  tile: aConfiguredTile({ key: "mail", name: { de, en: "Mail" }, target: { kind: "named-tab", name: "mail" } }),
});
const type = async (page: Opened, name: string): Promise<void> => {
  await page.getByRole("textbox", { name: "Name, Deutsch", exact: true }).fill(name);
  const element = document.activeElement;
  if (element instanceof HTMLElement) {
    element.blur();
  }
};
const nameOf = (page: Opened): string | undefined =>
  page.server.draft().document.tiles.find(({ key }) => key === "mail")?.name.de;

describe("the frame of the area of administrators", () => {
  test("lists its sections and says what is in the draft and when it was saved", async () => {
    const page = await openTiles();
    const sections = page.getByRole("navigation", { name: "Bereiche der Verwaltung" });
    await expect.element(sections.getByRole("link", { name: "Kacheln" })).toHaveAttribute("aria-current", "page");
    await expect
      .element(sections.getByRole("link", { name: "Veröffentlichen" }))
      .toHaveAttribute("href", "/admin/publish");
    const bar = page.getByRole("region", { name: "Entwurf" });
    await expect.element(bar).toMatchTextContent(/Keine Änderungen im Entwurf/u);
    await page.getByRole("button", { name: "Nach oben: Kalender" }).click();
    await expect.element(bar).toMatchTextContent(/1 Änderung im Entwurf · gespeichert um 10:44 Uhr/u);
    await expect
      .element(bar.getByRole("link", { name: "Vorschau als …" }))
      .toHaveAttribute("href", "/admin/publish#preview");
  });

  test("takes an act back and does it again by its name", async () => {
    const page = await openTiles();
    const bar = page.getByRole("region", { name: "Entwurf" });
    await page.getByRole("button", { name: "Nach oben: Kalender" }).click();
    await page.getByRole("button", { name: "Rückgängig: Kalender verschieben" }).click();
    await expect.element(bar).toMatchTextContent(/Keine Änderungen im Entwurf/u);
    expect(page.said()).toBe("Rückgängig gemacht: Kalender verschieben");
    await page.getByRole("button", { name: "Wiederholen: Kalender verschieben" }).click();
    await expect.element(bar).toMatchTextContent(/1 Änderung im Entwurf/u);
  });

  test("shows both sides of a conflict in words and keeps what is chosen", async () => {
    const page = await openTiles({ at: "/admin/tiles?tile=mail" });
    page.server.others([rename("Post")]);
    await type(page, "E-Mail");
    const conflict = page.getByRole("alert", { name: "Ines Marquardt hat inzwischen dasselbe geändert" });
    await expect.element(conflict).toMatchTextContent(/Ihre Änderung.*E-Mail.*Die andere Änderung.*Post/u);
    await expectNoBarriers(page.container);
    expect(nameOf(page)).toBe("Post");
    await page.getByRole("button", { name: "Meine Änderung behalten" }).click();
    await vi.waitFor(() => expect(nameOf(page)).toBe("E-Mail"), { timeout: 5000 });
    await expect.element(conflict).not.toBeInTheDocument();
  });

  test("takes the other side of a conflict into the form as well", async () => {
    const page = await openTiles({ at: "/admin/tiles?tile=mail" });
    page.server.others([rename("Post")]);
    await type(page, "E-Mail");
    await page.getByRole("button", { name: "Andere Änderung übernehmen" }).click();
    await expect.element(page.getByRole("textbox", { name: "Name, Deutsch", exact: true })).toHaveValue("Post");
    expect(page.server.saved).toEqual([]);
  });

  test("keeps what could not be saved and saves it again when asked", async () => {
    const page = await openTiles();
    page.server.failNext("down");
    await page.getByRole("button", { name: "Nach oben: Kalender" }).click();
    await expect
      .element(page.getByRole("alert"))
      .toMatchTextContent(/Ihre letzten Änderungen sind noch nicht gespeichert/u);
    await expect.element(page.getByRole("region", { name: "Entwurf" })).toMatchTextContent(/nicht gespeichert/u);
    await expectNoBarriers(page.container);
    await page.getByRole("button", { name: "Erneut speichern" }).click();
    await vi.waitFor(() => expect(page.server.saved).toHaveLength(1), { timeout: 5000 });
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });

  test("says that somebody else has changed it since, instead of undoing their work", async () => {
    const page = await openTiles({ at: "/admin/tiles?tile=mail" });
    await type(page, "E-Mail");
    await vi.waitFor(() => expect(page.server.saved).toHaveLength(1), { timeout: 5000 });
    page.server.others([rename("Post")]);
    page.events.say({ type: "draft_changed", version: page.server.draft().version });
    await expect.element(page.getByRole("textbox", { name: "Name, Deutsch", exact: true })).toHaveValue("Post");
    await page.getByRole("button", { name: /^Rückgängig:/u }).click();
    await expect.element(page.getByRole("alert")).toMatchTextContent(/inzwischen von jemand anderem geändert/u);
    expect(nameOf(page)).toBe("Post");
    await page.getByRole("button", { name: "Hinweis schließen" }).click();
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });

  test("says since when what is shown is old where it could not be read again", async () => {
    const page = await openTiles();
    network.use(fail(readDraft, 403, "forbidden"));
    page.events.say({ type: "resync" });
    await expect.element(page.getByText(/^Stand von/u)).toBeVisible();
  });

  test("says where the parts come from that a file keeps", async () => {
    const ownership = { origin: "portal.yaml", paths: ["portal"], appliedAt: "2026-11-20T09:00:00Z" };
    const page = await openTiles({ draft: aDraft({ ownership }) });
    await expect.element(page.getByText(/Was aus portal\.yaml kommt, ist hier gesperrt/u)).toBeVisible();
  });

  test("turns away whoever is no administrator, without asking the server", async () => {
    const page = await openTiles({ isAdministrator: false, draft: aDraft() });
    await expect
      .element(page.getByRole("heading", { name: /für Administratorinnen und Administratoren/u }))
      .toBeVisible();
    await expect.element(page.getByRole("navigation")).not.toBeInTheDocument();
  });
});
