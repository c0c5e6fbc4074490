import { setFavourite } from "@pforte/shared/contract/files";
import { aHome } from "@pforte/shared/testing/a-home";
import { aFile, someFileEntries, someFiles } from "@pforte/shared/testing/some-files";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { answerCards } from "#testing/answer-cards.ts";
import { eventually } from "#testing/eventually.ts";
import { answerFiles, fileNames, fileRows, openFiles } from "#testing/open-files.ts";
import { renderPortal } from "#testing/render-portal.tsx";
import { fail, network, reply } from "#testing/server.ts";

beforeEach(() => {
  answerCards();
});

describe("the files", () => {
  test("are rows that say name, place, who, when and size, and lead into the tool", async () => {
    answerFiles(someFiles({ files: someFileEntries() }));
    const page = await openFiles({ width: 1440 });
    const first = fileRows(page).nth(0);
    await expect.element(first).toHaveAccessibleName(/^Vermerk Randstreifen\.odt/u);
    expect(first.element().textContent).toContain("Ort: Referat 42/Vermerke");
    expect(first.element().textContent).toContain("Geändert von: Katharina Wendland");
    expect(first.element().textContent).toContain("Geändert: 10:12");
    expect(first.element().textContent.replaceAll("\u00a0", " ")).toContain("Größe: 48 KB");
    const link = first.getByRole("link", { name: "Vermerk Randstreifen.odt" });
    await expect.element(link).toHaveAttribute("href", "https://files.example.org/f/77");
    await expect.element(link).toHaveAttribute("rel", "noopener noreferrer");
    await expect
      .element(first.getByRole("link", { name: "Referat 42/Vermerke" }))
      .toHaveAttribute("href", "https://files.example.org/apps/files/files/70");
    await expectNoBarriers(page.container);
  });

  test.each([
    [360, "de", "dark"],
    [800, "en", "contrast"],
    [1440, "en", "light"],
  ] as const)(
    "have no barrier at %i px (%s, %s), and nothing scrolls sideways",
    async (width, language, appearance) => {
      answerFiles(someFiles({ files: someFileEntries() }));
      const sources = [{ key: "files", name: "Dateien", capabilities: ["files" as const] }];
      const page = await renderPortal({ at: "/files", width, home: aHome({ language, appearance, sources }) });
      await expect.element(fileRows(page).nth(0)).toBeVisible();
      await expectNoBarriers(page.container);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    },
  );

  test("of a narrow sheet say who, when and how large in one line", async () => {
    answerFiles(someFiles({ files: someFileEntries() }));
    const page = await openFiles({ width: 320 });
    await expect.element(fileRows(page).nth(0)).toBeVisible();
    const meta = page.container.querySelector<HTMLElement>(".f-meta");
    expect(meta?.checkVisibility()).toBe(true);
    expect(meta?.textContent.replaceAll("\u00a0", " ")).toBe("Katharina Wendland · 10:12 · 48 KB");
    expect(page.container.querySelector<HTMLElement>(".f-place")?.checkVisibility()).toBe(false);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
  });

  test("keep the end of a long name in sight", async () => {
    const name = "Stellungnahme Hochwasserrückhaltebecken Auwald und Nebengewässer Entwurf 3.odt";
    answerFiles(someFiles({ files: [aFile({ name })] }));
    const page = await openFiles({ width: 360 });
    await expect.element(page.getByRole("link", { name })).toBeVisible();
    const row = page.container.querySelector(".f-main")?.getBoundingClientRect();
    const tail = page.container.querySelector(".midcut .tail")?.getBoundingClientRect();
    expect(tail?.width).toBeGreaterThan(20);
    expect(tail?.right).toBeLessThanOrEqual(Number(row?.right) + 1);
  });

  test("whose preview cannot be had keep the drawing of their kind", async () => {
    network.use(http.get("/nowhere.png", () => new HttpResponse(null, { status: 404 })));
    answerFiles(someFiles({ files: [aFile({ preview: "/nowhere.png" }), aFile({ name: "b.pdf", kind: "pdf" })] }));
    const page = await openFiles();
    await expect.element(fileRows(page).nth(1)).toBeVisible();
    expect(page.container.querySelectorAll(".f-row .thumb svg")).toHaveLength(2);
    await eventually(() => expect(page.container.querySelector(".f-row .thumb img")).toBeNull());
  });

  test("are drawn as far as they are in sight, of a hundred", async () => {
    answerFiles(
      someFiles({ files: Array.from({ length: 100 }, (_, index) => aFile({ name: `Antrag ${index}.odt` })) }),
    );
    const page = await openFiles();
    await expect.element(page.getByRole("grid")).toHaveAttribute("aria-rowcount", "100");
    expect(fileNames(page).length).toBeLessThan(40);
  });

  test("can be walked and opened by the keyboard alone", async () => {
    answerFiles(someFiles({ files: someFileEntries() }));
    const page = await openFiles();
    await expect.element(fileRows(page).nth(0)).toBeVisible();
    const opened = vi.spyOn(globalThis, "open").mockReturnValue(null);
    page.getByRole("searchbox", { name: "Dateien suchen" }).element().focus();
    await userEvent.tab();
    await userEvent.keyboard("{ArrowDown}");
    expect(document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent).toContain(
      "Haushaltsanmeldung",
    );
    await userEvent.keyboard("{Enter}");
    expect(opened.mock.calls).toEqual([["https://files.example.org/f/77", "_blank", "noopener,noreferrer"]]);
    opened.mockRestore();
    // Into the row: check, name, place, star, menu.
    await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}");
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Favorit: Haushaltsanmeldung 2027.ods");
    await userEvent.keyboard("{ArrowUp}");
    expect(document.activeElement?.textContent).toContain("Vermerk Randstreifen.odt");
  });
});

describe("the lists", () => {
  test("change by their buttons, and each says what it means to be empty", async () => {
    const asked = answerFiles(someFiles({ files: someFileEntries() }), someFiles());
    const page = await openFiles();
    await expect.element(fileRows(page).nth(0)).toBeVisible();
    await page.getByRole("radio", { name: "Favoriten" }).click();
    await expect.element(page.getByRole("heading", { name: "Noch keine Favoriten" })).toBeVisible();
    await expectNoBarriers(page.container);
    await page.getByRole("radio", { name: "Mit mir geteilt" }).click();
    await expect.element(page.getByRole("heading", { name: "Noch nichts geteilt" })).toBeVisible();
    expect(asked.queries).toEqual(["recent", "favourites", "shared"]);
  });

  test("begin where the address says", async () => {
    const asked = answerFiles(someFiles());
    const page = await openFiles({ at: "/files?view=favourites", language: "en" });
    await expect.element(page.getByRole("heading", { name: "No favourites yet" })).toBeVisible();
    expect(asked.queries).toEqual(["favourites"]);
  });
});

describe("a favourite", () => {
  test("holds at once, and is said", async () => {
    answerFiles(someFiles({ files: [aFile()] }));
    const bodies: unknown[] = [];
    const answer = Promise.withResolvers<undefined>();
    network.use(
      reply(setFavourite, async (request) => {
        bodies.push(await request.json());
        await answer.promise;
        answerFiles(someFiles({ files: [aFile({ isFavourite: true })] }));
        return {};
      }),
    );
    const page = await openFiles();
    const star = page.getByRole("button", { name: "Favorit: Vermerk Randstreifen.odt" });
    await star.click();
    await expect.element(star).toHaveAttribute("aria-pressed", "true");
    answer.resolve(undefined);
    await expect
      .element(page.getByRole("status").last())
      .toMatchTextContent(/„Vermerk Randstreifen\.odt“ ist jetzt ein Favorit\./u);
    expect(bodies).toEqual([{ file: aFile().id, isFavourite: true }]);
    await expect.element(star).toHaveAttribute("aria-pressed", "true");
  });

  test("that is not saved falls back and says why in its row", async () => {
    answerFiles(someFiles({ files: [aFile()] }));
    network.use(fail(setFavourite, 503, "source_unavailable"));
    const page = await openFiles();
    const star = page.getByRole("button", { name: "Favorit: Vermerk Randstreifen.odt" });
    await star.click();
    await expect
      .element(page.getByText(/Der Favorit wurde nicht gespeichert\. Dieses Werkzeug antwortet/u).first())
      .toBeVisible();
    await expect.element(star).toHaveAttribute("aria-pressed", "false");
    await expectNoBarriers(page.container);
  });

  test("can be set for several files, and those that failed say so", async () => {
    const files = [aFile(), aFile({ name: "Haushaltsanmeldung 2027.ods" }), aFile({ name: "Antrag.odt" })];
    answerFiles(someFiles({ files }));
    const asked: string[] = [];
    network.use(
      reply(setFavourite, async (request) => {
        // The endpoint's body, as the page sent it.
        const { file } = (await request.json()) as { file: string };
        asked.push(file);
        return {};
      }),
    );
    const page = await openFiles({ width: 1440 });
    await expect.element(fileRows(page).nth(0)).toBeVisible();
    for (const name of ["Vermerk Randstreifen.odt", "Haushaltsanmeldung 2027.ods"]) {
      await page.getByRole("row", { name }).getByRole("checkbox").click({ force: true });
    }
    const bar = page.getByRole("region", { name: "Ausgewählte Dateien" });
    await expect.element(bar).toMatchTextContent(/2 ausgewählt/u);
    await expectNoBarriers(page.container);
    await bar.getByRole("button", { name: "Als Favorit merken" }).click();
    await expect.element(page.getByRole("status").last()).toMatchTextContent(/2 Dateien sind jetzt Favoriten\./u);
    expect(asked).toEqual([files[0]?.id, files[1]?.id]);
    await bar.getByRole("button", { name: "Auswahl aufheben" }).click();
    await expect.element(bar).not.toBeInTheDocument();
  });
});

describe("the menu of a file", () => {
  test("opens, leads to the folder, downloads, copies the link, and selects", async () => {
    answerFiles(someFiles({ files: [aFile()] }));
    const written: string[] = [];
    const write = vi.spyOn(navigator.clipboard, "writeText").mockImplementation(async (text) => {
      written.push(text);
    });
    const page = await openFiles();
    const more = page.getByRole("button", { name: "Mehr zu Vermerk Randstreifen.odt" });
    await more.click();
    const item = (name: string) => page.getByRole("menuitem", { name });
    await expect.element(item("Öffnen")).toHaveAttribute("href", "https://files.example.org/f/77");
    await expect.element(item("Ordner öffnen")).toHaveAttribute("target", "_blank");
    await expect.element(item("Herunterladen")).toHaveAttribute("href", "/api/files/content?file=files%3A77");
    await expect.element(item("Herunterladen")).toHaveAttribute("download", "Vermerk Randstreifen.odt");
    await expectNoBarriers(document.body);
    await item("Link kopieren").click();
    await expect.element(page.getByText("Link kopiert")).toBeVisible();
    expect(written).toEqual(["https://files.example.org/f/77"]);
    write.mockRestore();
    await more.click();
    await item("Auswählen").click();
    await expect.element(page.getByRole("region", { name: "Ausgewählte Dateien" })).toMatchTextContent(/1 ausgewählt/u);
  });
});
