import { aHome } from "@pforte/shared/testing/a-home";
import { aFile, someFiles } from "@pforte/shared/testing/some-files";
import { beforeEach, expect, test } from "vitest";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { answerCards } from "#testing/answer-cards.ts";
import { answerUploads, fileOf, holding } from "#testing/answer-uploads.ts";
import { eventually } from "#testing/eventually.ts";
import { answerFiles } from "#testing/open-files.ts";
import { renderPortal, type RenderedPortal } from "#testing/render-portal.tsx";

const sources = [{ key: "files", name: "Dateien", capabilities: ["files" as const] }];

beforeEach(() => {
  answerCards({
    files: someFiles({ files: [aFile()], uploads: [{ source: "files", folder: "Referat 42/Vermerke" }] }),
  });
});

async function openHome(): Promise<{ page: RenderedPortal; card: Element }> {
  const page = await renderPortal({ home: aHome({ sources }) });
  await expect.element(page.getByRole("link", { name: "Vermerk Randstreifen.odt" })).toBeVisible();
  const card = page.container.querySelector(".card-files .rows");
  if (card === null) {
    throw new Error("The page has no card of files.");
  }
  return { page, card };
}

function drag(
  type: "dragenter" | "dragover" | "dragleave" | "drop",
  target: Element,
  dataTransfer: DataTransfer,
): DragEvent {
  const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
  target.dispatchEvent(event);
  return event;
}

test("files that are held over the card are told where they would go, and dropped there they go", async () => {
  const server = answerUploads();
  const { page, card } = await openHome();
  const files = holding(fileOf("Messstellen Q3.ods"));
  drag("dragenter", card, files);
  await expect.element(page.getByText("Loslassen, um in „Referat 42/Vermerke“ hochzuladen")).toBeVisible();
  drag("dragleave", card, files);
  await expect.element(page.getByText(/^Loslassen/u)).not.toBeInTheDocument();
  drag("dragenter", card, files);
  expect(drag("dragover", card, files).defaultPrevented).toBe(true);
  expect(drag("drop", card, files).defaultPrevented).toBe(true);
  const transfers = page.getByRole("region", { name: "Übertragungen" });
  await expect.element(transfers).toMatchTextContent(/Messstellen Q3\.ods.*in „Referat 42“ abgelegt/u);
  expect(server.begun).toMatchObject([{ source: "files", folder: "Referat 42/Vermerke", name: "Messstellen Q3.ods" }]);
  await expectNoBarriers(page.container);
});

test("a link or a text that is dragged over the card is left to the browser", async () => {
  const { page, card } = await openHome();
  const text = new DataTransfer();
  text.setData("text/plain", "Vermerk");
  expect(drag("dragenter", card, text).defaultPrevented).toBe(false);
  expect(drag("drop", card, text).defaultPrevented).toBe(false);
  expect(page.container.querySelector(".is-over")).toBeNull();
});

test("what goes on is the same as in the view of all files", async () => {
  const server = answerUploads({ waits: true });
  answerFiles(someFiles({ files: [aFile()] }));
  const { page, card } = await openHome();
  drag("drop", card, holding(fileOf("Messstellen Q3.ods")));
  await eventually(() => expect(server.parts).toHaveLength(1));
  await page.getByRole("link", { name: "Dateien", exact: true }).first().click();
  await expect.element(page.getByRole("progressbar", { name: "Messstellen Q3.ods wird hochgeladen" })).toBeVisible();
  server.release();
  await expect.element(page.getByRole("region", { name: "Übertragungen" })).toMatchTextContent(/abgelegt/u);
});
