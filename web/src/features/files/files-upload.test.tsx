import { uploadPartPath } from "@pforte/shared/contract/files";
import { aFile, someFiles } from "@pforte/shared/testing/some-files";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { answerCards } from "#testing/answer-cards.ts";
import { answerUploads, fileOf, holding } from "#testing/answer-uploads.ts";
import { eventually } from "#testing/eventually.ts";
import { answerFiles, fileNames, fileRows, openFiles } from "#testing/open-files.ts";
import type { RenderedPortal } from "#testing/render-portal.tsx";
import { network } from "#testing/server.ts";

async function choose(page: RenderedPortal, ...files: readonly File[]): Promise<void> {
  await expect.element(page.getByRole("button", { name: "Hochladen" })).toBeVisible();
  const input = page.container.querySelector<HTMLInputElement>("input[type=file]");
  if (input === null) {
    throw new Error("The page has no field for files.");
  }
  await userEvent.upload(input, [...files]);
}

function paste(target: Element, file: File): void {
  target.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: holding(file) }));
}

const transfers = (page: RenderedPortal) => page.getByRole("region", { name: "Übertragungen" });
const said = (page: RenderedPortal): string => page.getByRole("status").last().element().textContent;

beforeEach(() => {
  answerCards();
  answerFiles(someFiles({ files: [aFile()], uploads: [{ source: "files", folder: "Referat 42/Vermerke" }] }));
});

describe("a file that is chosen", () => {
  test("goes to the folder in parts, shows how far it is, and stands in the list", async () => {
    const server = answerUploads({ waits: true });
    const page = await openFiles();
    await choose(page, fileOf("Messstellen Q3.ods"));
    const bar = page.getByRole("progressbar", { name: "Messstellen Q3.ods wird hochgeladen" });
    await expect.element(bar).toBeVisible();
    await expect.element(transfers(page)).toMatchTextContent(/Referat 42\/Vermerke · \d von 6/u);
    await eventually(() => expect(server.parts).toHaveLength(1));
    expect(server.begun[0]).toMatchObject({ source: "files", folder: "Referat 42/Vermerke", size: 6, ifExists: "ask" });
    expect(said(page)).toBe("1 Datei wird hochgeladen.");
    await expectNoBarriers(page.container);
    // Nobody is at the list.
    await userEvent.hover(page.getByRole("heading", { level: 1 }));
    const stored = aFile({ name: "Messstellen Q3.ods", id: "files:Messstellen Q3.ods", place: "Referat 42" });
    answerFiles(someFiles({ files: [stored, aFile()] }));
    server.release();
    await expect.element(transfers(page)).toMatchTextContent(/in „Referat 42“ abgelegt/u);
    expect(server.parts).toEqual(["Messstellen Q3.ods 1 abcd", "Messstellen Q3.ods 2 ef"]);
    await eventually(() => expect(fileNames(page)).toEqual(["Messstellen Q3.ods", "Vermerk Randstreifen.odt"]));
    expect(said(page)).toBe("„Messstellen Q3.ods“ ist in „Referat 42“ abgelegt.");
    await page.getByRole("button", { name: "Meldung schließen: Messstellen Q3.ods" }).click();
    await expect.element(transfers(page)).not.toBeInTheDocument();
    expect(document.activeElement?.textContent).toBe("Dateien");
  });

  test("that arrives while somebody is at the list does not move what they point at", async () => {
    const server = answerUploads({ waits: true });
    const page = await openFiles({ width: 1440 });
    await choose(page, fileOf("Messstellen Q3.ods"));
    await eventually(() => expect(server.parts).toHaveLength(1));
    await userEvent.hover(fileRows(page).nth(0));
    const stored = aFile({ name: "Messstellen Q3.ods", id: "files:Messstellen Q3.ods", place: "Referat 42" });
    answerFiles(someFiles({ files: [stored, aFile()] }));
    const before = fileRows(page).nth(0).element().getBoundingClientRect().top;
    server.release();
    await expect.element(page.getByRole("button", { name: "1 neue Datei zeigen" })).toBeVisible();
    expect(fileNames(page)[0]).toBe("Vermerk Randstreifen.odt");
    expect(fileRows(page).nth(0).element().getBoundingClientRect().top).toBe(before);
  });

  test("can be called off; the portal throws away what has arrived", async () => {
    const server = answerUploads({ waits: true });
    const page = await openFiles();
    await choose(page, fileOf("Messstellen Q3.ods"));
    await eventually(() => expect(server.parts).toHaveLength(1));
    await page.getByRole("button", { name: "Abbrechen: Messstellen Q3.ods" }).click();
    await expect.element(transfers(page)).not.toBeInTheDocument();
    await eventually(() => expect(server.aborted).toEqual(["Messstellen Q3.ods"]));
    expect(said(page)).toBe("„Messstellen Q3.ods“ wird nicht hochgeladen.");
    server.release();
  });

  test("holds the page open while it is on its way, and no longer", async () => {
    const server = answerUploads({ waits: true });
    const page = await openFiles();
    const leave = (): boolean => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
    expect(leave()).toBe(false);
    await choose(page, fileOf("Messstellen Q3.ods"));
    await eventually(() => expect(leave()).toBe(true));
    server.release();
    await eventually(() => expect(leave()).toBe(false));
  });
});

describe("a file that is there already", () => {
  test("shows both versions, and both can be kept", async () => {
    const server = answerUploads();
    const page = await openFiles();
    await expect.element(fileRows(page).nth(0)).toBeVisible();
    // Unlike a field that a test fills, the clipboard keeps when a file was changed.
    paste(document.body, fileOf("Vermerk Anlage 3.odt"));
    const block = page.getByRole("group", { name: /„Vermerk Anlage 3\.odt“ gibt es in „Referat 42\/Vermerke“ schon/u });
    await expect.element(block).toBeVisible();
    const versions = [...block.element().querySelectorAll(".version")].map(({ textContent }) =>
      textContent.replaceAll("\u00a0", " "),
    );
    expect(versions).toEqual([
      "Im Ordnerheute, 10:12 Uhr · 52 KBzuletzt geändert von Katharina Wendland",
      "Von Ihrem Gerätheute, 08:47 Uhr · 6 Bälter als die Fassung im Ordner",
    ]);
    expect(said(page)).toContain("Welche Fassung soll bleiben?");
    await expectNoBarriers(page.container);
    expect(server.parts).toEqual([]);
    await block.getByRole("button", { name: "Beide behalten" }).click();
    await expect.element(transfers(page)).toMatchTextContent(/in „Referat 42“ abgelegt/u);
    // The focus stays with the file, whatever its row has become.
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Meldung schließen: Vermerk Anlage 3.odt");
    expect(server.begun.map(({ ifExists }) => ifExists)).toEqual(["ask", "keep_both"]);
  });

  test("can be replaced, or left as it is", async () => {
    const server = answerUploads();
    const page = await openFiles();
    await choose(page, fileOf("Vermerk Anlage 3.odt"));
    await page.getByRole("button", { name: "Ersetzen" }).click();
    await expect.element(transfers(page)).toMatchTextContent(/in „Referat 42“ abgelegt/u);
    expect(server.begun.at(-1)?.ifExists).toBe("replace");
    await choose(page, fileOf("Vermerk Anlage 4.odt"));
    await page.getByRole("button", { name: "Nicht hochladen" }).click();
    await expect.element(page.getByRole("group", { name: /Anlage 4/u })).not.toBeInTheDocument();
    expect(server.parts.filter((part) => part.startsWith("Vermerk Anlage 4"))).toEqual([]);
  });

  test("and others like it can have one answer", async () => {
    const server = answerUploads();
    const page = await openFiles();
    await choose(page, fileOf("Vermerk Anlage 3.odt"), fileOf("Vermerk Anlage 4.odt"));
    await page.getByRole("checkbox", { name: "Auch für 1 weitere Datei, die es schon gibt" }).first().click();
    await page.getByRole("button", { name: "Beide behalten" }).first().click();
    await eventually(() =>
      expect(server.begun.filter(({ ifExists }) => ifExists === "keep_both").map(({ name }) => name)).toEqual([
        "Vermerk Anlage 3.odt",
        "Vermerk Anlage 4.odt",
      ]),
    );
    await eventually(() => expect(page.container.querySelectorAll(".is-done")).toHaveLength(2));
  });
});

test("a file that is too large says by how much, and what can be done", async () => {
  answerUploads();
  const page = await openFiles();
  const large = fileOf("groß.ods");
  await choose(page, large);
  await expect
    .element(page.getByText(/^groß\.ods ist .* zu groß\. Erlaubt sind 512.MB; zerlegen Sie/u).first())
    .toBeVisible();
  await expectNoBarriers(page.container);
  await page.getByRole("button", { name: "Verwerfen: groß.ods" }).click();
  await expect.element(transfers(page)).not.toBeInTheDocument();
});

test("a part that is lost is sent again, and the page says meanwhile that it goes on by itself", async () => {
  const server = answerUploads();
  let lost = 0;
  network.use(
    http.put(uploadPartPath, () => {
      lost += 1;
      return lost === 1 ? HttpResponse.error() : undefined;
    }),
  );
  const page = await openFiles();
  await choose(page, fileOf("Messstellen Q3.ods"));
  await expect.element(page.getByText(/Verbindung unterbrochen, geht von selbst weiter/u)).toBeVisible();
  await expect.element(transfers(page)).toMatchTextContent(/in „Referat 42“ abgelegt/u);
  expect(server.begun).toHaveLength(1);
  expect(server.parts).toEqual(["Messstellen Q3.ods 1 abcd", "Messstellen Q3.ods 2 ef"]);
});

describe("files that are brought in another way", () => {
  test("can be pasted wherever the focus is", async () => {
    const server = answerUploads();
    const page = await openFiles();
    await expect.element(fileRows(page).nth(0)).toBeVisible();
    paste(document.body, fileOf("Bild.png"));
    await expect.element(transfers(page)).toMatchTextContent(/Bild\.png.*in „Referat 42“ abgelegt/u);
    expect(server.begun.map(({ name }) => name)).toEqual(["Bild.png"]);
  });

  test("once, where the drop zone itself has the focus", async () => {
    const server = answerUploads();
    const page = await openFiles();
    const zone = page.getByRole("button", { name: /Dateien hier ablegen oder einfügen/u });
    await expect.element(zone).toBeInTheDocument();
    // A script's focus, as the tab key gives it.
    (zone.element() as HTMLElement).focus();
    paste(zone.element(), fileOf("Bild.png"));
    await expect.element(transfers(page)).toMatchTextContent(/Bild\.png.*in „Referat 42“ abgelegt/u);
    expect(server.begun).toHaveLength(1);
  });

  test("beside the view are refused, so that they do not replace the page", async () => {
    const page = await openFiles();
    await expect.element(fileRows(page).nth(0)).toBeVisible();
    const options = { bubbles: true, cancelable: true, dataTransfer: holding(fileOf("a.odt")) };
    page.getByRole("banner").element().dispatchEvent(new DragEvent("dragenter", options));
    const drop = new DragEvent("drop", options);
    page.getByRole("banner").element().dispatchEvent(drop);
    expect(drop.defaultPrevented).toBe(true);
  });
});
