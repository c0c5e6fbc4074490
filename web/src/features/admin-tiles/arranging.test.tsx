import { aDraft, someConfiguration } from "@pforte/shared/testing/a-draft";
import { describe, expect, test, vi } from "vitest";
import { page as browser, userEvent } from "vitest/browser";
import { expectNoBarriers, expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import { eventually } from "#testing/eventually.ts";
import { openTiles } from "#testing/open-tiles.tsx";

type Opened = Awaited<ReturnType<typeof openTiles>>;
const communication = (page: Opened): string => page.rows("Kommunikation").join(" ");
const focusRow = async (page: Opened, name: string): Promise<void> => {
  const row = [...page.container.querySelectorAll<HTMLElement>("[role=row]")].find(
    (one) => one.querySelector(".adm-name")?.textContent === name,
  );
  row?.focus();
  await eventually(() => expect(page.focused()).toBe(name));
};
/** Long enough that whatever gives the focus back has done so. */
const settle = async (): Promise<void> => {
  for (let frame = 0; frame < 30; frame += 1) {
    await new Promise(requestAnimationFrame);
  }
};
const saved = async (page: Opened, count: number): Promise<void> =>
  vi.waitFor(() => expect(page.server.saved).toHaveLength(count), { timeout: 5000 });

describe("arranging tiles by keyboard alone", () => {
  test("moves the row with the focus, says where it is, keeps the focus on it and saves each step", async () => {
    const page = await openTiles();
    await focusRow(page, "Kontakte");
    await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
    await eventually(() => expect(communication(page)).toBe("Mail Kontakte Kalender Chat Videokonferenz"));
    expect(page.said()).toBe("Kontakte, Platz 2 von 5 in Kommunikation");
    await settle();
    expect(page.focused()).toBe("Kontakte");
    await userEvent.keyboard("{Alt>}{ArrowDown}{ArrowDown}{/Alt}");
    await eventually(() => expect(communication(page)).toBe("Mail Kalender Chat Kontakte Videokonferenz"));
    expect(page.said()).toBe("Kontakte, Platz 4 von 5 in Kommunikation");
    await settle();
    expect(page.focused()).toBe("Kontakte");
    await saved(page, 3);
  });

  test("moves to the category beside and on with the arrows from there", async () => {
    const page = await openTiles();
    await focusRow(page, "Kontakte");
    await userEvent.keyboard("{Alt>}{Shift>}{ArrowDown}{/Shift}{/Alt}");
    await eventually(() => expect(page.rows("Fachverfahren")[0]).toBe("Kontakte"));
    expect(page.said()).toBe("Kontakte, Platz 1 von 5 in Fachverfahren");
    await settle();
    expect(page.focused()).toBe("Kontakte");
    await userEvent.keyboard("{ArrowDown}");
    expect(page.focused()).toBe("E-Akte");
  });

  test("says that a row at the end cannot go further, and changes nothing", async () => {
    const page = await openTiles();
    await focusRow(page, "Mail");
    await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
    await eventually(() => expect(page.said()).toBe("Mail kann nicht weiter"));
    expect(page.server.saved).toEqual([]);
  });

  test("takes the last move back with Ctrl+Z and does it again, with the focus on the row", async () => {
    const page = await openTiles();
    await focusRow(page, "Kontakte");
    await userEvent.keyboard("{Alt>}{ArrowUp}{/Alt}");
    await saved(page, 1);
    await settle();
    await userEvent.keyboard("{Control>}z{/Control}");
    await eventually(() => expect(communication(page)).toBe("Mail Kalender Kontakte Chat Videokonferenz"));
    expect(page.said()).toBe("Rückgängig gemacht: Kontakte verschieben");
    await saved(page, 2);
    expect(page.server.draft().document).toEqual(someConfiguration());
    await settle();
    expect(page.focused()).toBe("Kontakte");
    await userEvent.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
    await eventually(() => expect(communication(page)).toBe("Mail Kontakte Kalender Chat Videokonferenz"));
  });

  test("walks from the row to its menu and back, and moves by it", async () => {
    const page = await openTiles();
    await focusRow(page, "Kontakte");
    for (let part = 0; part < 5; part += 1) {
      await userEvent.keyboard("{ArrowRight}");
    }
    expect(page.focused()).toBe("Verschieben und mehr: Kontakte");
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByText("Kontakte · Platz 3 von 5")).toBeVisible();
    await userEvent.keyboard("{ArrowDown}{Enter}");
    await eventually(() => expect(communication(page)).toBe("Mail Kalender Chat Kontakte Videokonferenz"));
    await settle();
    expect(page.focused()).toBe("Verschieben und mehr: Kontakte");
  });
});

describe("arranging tiles by single pointer without dragging", () => {
  test("moves by the buttons of a row, which keep the focus and stay in reach at the end", async () => {
    const page = await openTiles();
    await page.getByRole("button", { name: "Nach oben: Kalender" }).click();
    await eventually(() => expect(communication(page)).toBe("Kalender Mail Kontakte Chat Videokonferenz"));
    await settle();
    expect(page.focused()).toBe("Nach oben: Kalender");
    await expect
      .element(page.getByRole("button", { name: "Nach oben: Kalender" }))
      .toHaveAttribute("aria-disabled", "true");
  });

  test("moves to a position by its number", async () => {
    const page = await openTiles();
    await page.getByRole("button", { name: "Verschieben und mehr: Mail" }).click();
    await page.getByRole("menuitem", { name: "An Platz …" }).click();
    await page.getByRole("textbox", { name: "Platz" }).fill("4");
    await page.getByRole("button", { name: "Verschieben", exact: true }).click();
    await eventually(() => expect(communication(page)).toBe("Kalender Kontakte Chat Mail Videokonferenz"));
    expect(page.said()).toBe("Mail, Platz 4 von 5 in Kommunikation");
    await settle();
    expect(page.focused()).toBe("Verschieben und mehr: Mail");
  });

  test("moves into a folder, and a tile that stands nowhere into a category", async () => {
    const page = await openTiles();
    await page.getByRole("button", { name: "Verschieben und mehr: Mail" }).click();
    await page.getByRole("menuitem", { name: "In Ordner oder Kategorie …" }).click();
    await page.getByRole("option", { name: "Ordner Wasserrecht" }).click();
    await page.getByRole("button", { name: "Verschieben", exact: true }).click();
    await eventually(() => expect(page.said()).toBe("Mail, Platz 3 von 3 in Wasserrecht"));
    await page.getByRole("button", { name: "Verschieben und mehr: Wiki" }).click();
    await page.getByRole("menuitem", { name: "In Ordner oder Kategorie …" }).click();
    await page.getByRole("option", { name: "Kommunikation" }).click();
    await page.getByRole("button", { name: "Verschieben", exact: true }).click();
    await eventually(() => expect(communication(page)).toBe("Kalender Kontakte Chat Videokonferenz Wiki"));
    await expect.element(page.getByRole("heading", { name: "Nicht eingeordnet" })).not.toBeInTheDocument();
  });

  test("hides, duplicates and deletes a tile; what is deleted comes back by undo", async () => {
    const page = await openTiles();
    const choose = async (name: string, act: string): Promise<void> => {
      await page.getByRole("button", { name: `Verschieben und mehr: ${name}`, exact: true }).click();
      await page.getByRole("menuitem", { name: act, exact: true }).click();
    };
    await choose("Chat", "Verbergen");
    await expect.element(page.getByText("verborgen", { exact: true })).toBeVisible();
    await choose("Chat", "Duplizieren");
    await eventually(() => expect(communication(page)).toContain("Chat Chat (Kopie) Videokonferenz"));
    await choose("Chat", "Löschen");
    await eventually(() => expect(communication(page)).toBe("Mail Kalender Kontakte Chat (Kopie) Videokonferenz"));
    await settle();
    expect(page.focused()).toBe("Verschieben und mehr: Chat (Kopie)");
    await page.getByRole("button", { name: "Rückgängig: Chat löschen" }).click();
    await eventually(() => expect(communication(page)).toContain("Kontakte Chat Chat (Kopie)"));
    expect(page.server.draft().document.tiles.find(({ key }) => key === "chat-2")?.state).toEqual({ kind: "hidden" });
  });

  test("adds, renames, moves and deletes a category, whose content then stands nowhere", async () => {
    const page = await openTiles();
    await page.getByRole("button", { name: "Kategorie", exact: true }).click();
    await page.getByRole("textbox", { name: "Name, Deutsch" }).fill("Betrieb");
    await page.getByRole("button", { name: "Anlegen", exact: true }).click();
    await expect.element(page.getByRole("heading", { name: "Betrieb" })).toBeVisible();
    const choose = async (name: string, act: string): Promise<void> => {
      await page.getByRole("button", { name: `Kategorie ${name}: verschieben und mehr` }).click();
      await page.getByRole("menuitem", { name: act }).click();
    };
    await choose("Betrieb", "Umbenennen …");
    await page.getByRole("textbox", { name: "Name, Englisch" }).fill("Operations");
    await page.getByRole("button", { name: "Speichern" }).click();
    await choose("Betrieb", "Nach oben");
    await eventually(() => expect(page.said()).toBe("Kategorie Betrieb, Platz 2 von 3"));
    await choose("Kommunikation", "Löschen");
    await eventually(() => expect(page.rows("Nicht eingeordnet")).toContain("Kontakte"));
    expect(page.said()).toContain("5 Einträge sind nicht mehr eingeordnet");
    await saved(page, 4);
    expect(page.server.draft().document.categories.map(({ name }) => name.en)).toEqual([
      "Operations",
      "Specialist applications",
    ]);
  });

  test("adds a folder to a category and renames it", async () => {
    const page = await openTiles();
    await page.getByRole("button", { name: "Kategorie Kommunikation: verschieben und mehr" }).click();
    await page.getByRole("menuitem", { name: "Ordner anlegen …" }).click();
    await page.getByRole("textbox", { name: "Name, Deutsch" }).fill("Ablage");
    await page.getByRole("button", { name: "Anlegen", exact: true }).click();
    await eventually(() => expect(page.rows("Kommunikation").at(-1)).toBe("Ablage"));
    await page.getByRole("button", { name: "Ablage", exact: true }).click();
    await page.getByRole("textbox", { name: "Name, Deutsch" }).fill("Archiv");
    await page.getByRole("button", { name: "Speichern" }).click();
    await eventually(() => expect(page.rows("Kommunikation").at(-1)).toBe("Archiv"));
  });
});

describe("the list of tiles", () => {
  test("marks what is new, changed, in maintenance, without English or for some, and counts the hints", async () => {
    const document = someConfiguration();
    const published = {
      ...document,
      categories: document.categories.map(({ items, ...rest }) => ({
        ...rest,
        items: items.filter((item) => !("tile" in item && item.tile === "supply")),
      })),
      tiles: document.tiles.flatMap((tile) =>
        tile.key === "supply" ? [] : [tile.key === "time" ? { ...tile, icon: "tool" } : tile],
      ),
    };
    const page = await openTiles({
      draft: aDraft({ document, published: { version: 3, document: published } }),
      maintenances: [{ tile: "video", text: { de: "Wartung" }, until: "2026-11-23T11:00:00.000Z" }],
      findings: [{ id: "1", rule: "missing_language", severity: "warning", path: "tiles/supply", facts: {} }],
    });
    const row = (name: string) => page.getByRole("row", { name, exact: true });
    await expect.element(row("Beschaffung")).toMatchTextContent(/neu/u);
    await expect.element(row("Beschaffung")).toMatchTextContent(/Englischer Name fehlt/u);
    await expect.element(row("Beschaffung")).toMatchTextContent(/Referat 12, Beschaffung/u);
    await expect.element(row("Zeiterfassung")).toMatchTextContent(/geändert/u);
    await expect.element(row("Videokonferenz")).toMatchTextContent(/Wartung bis 12:00/u);
    await expect.element(page.getByText(/11 Kacheln in 2 Kategorien · 1 nicht eingeordnet/u)).toBeVisible();
    await expect
      .element(page.getByRole("link", { name: "1 Hinweis" }))
      .toHaveAttribute("href", "/admin/publish#publish-check");
    await expectNoBarriersInAppearances(page.container);
  });

  test("does not move what a file keeps, and says where it comes from", async () => {
    const page = await openTiles({
      draft: aDraft({
        ownership: { origin: "portal.yaml", paths: ["categories/communication"], appliedAt: "2026-11-20T09:00:00Z" },
      }),
    });
    await page.getByRole("button", { name: "Nach oben: Kalender" }).click();
    await eventually(() => expect(page.said()).toBe("Gesperrt: Das kommt aus portal.yaml und wird dort geändert"));
    expect(communication(page)).toBe("Mail Kalender Kontakte Chat Videokonferenz");
    expect(page.server.saved).toEqual([]);
  });

  test("is usable in English in a window of 320 pixels, without sideways scrolling", async () => {
    const page = await openTiles({ language: "en", width: 320 });
    await page.getByRole("button", { name: "Move and more: Contacts" }).click();
    await page.getByRole("menuitem", { name: "Move up" }).click();
    await eventually(() => expect(page.said()).toBe("Contacts, place 2 of 5 in Communication"));
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
    await expectNoBarriers(page.container);
    await browser.viewport(1280, 900);
  });

  test("drags a tile by its grip with the keyboard into the other category", async () => {
    const page = await openTiles();
    const grip = page.getByRole("button", { name: "Ziehen: Mail" }).element();
    if (grip instanceof HTMLElement) {
      grip.focus();
    }
    await userEvent.keyboard("{Enter}");
    await settle();
    await userEvent.keyboard("{Tab}");
    await settle();
    await userEvent.keyboard("{Enter}");
    await eventually(() => expect(page.rows("Fachverfahren")).toContain("Mail"));
    expect(page.rows("Kommunikation")).not.toContain("Mail");
  });
});
