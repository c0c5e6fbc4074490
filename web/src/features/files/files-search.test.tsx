import { searchFiles } from "@pforte/shared/contract/files";
import { aFile, someFileEntries, someFiles } from "@pforte/shared/testing/some-files";
import { delay } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { answerCards } from "#testing/answer-cards.ts";
import { answerFiles, fileNames, fileRows, openFiles } from "#testing/open-files.ts";
import { network, reply } from "#testing/server.ts";

beforeEach(() => {
  answerCards();
});

const at = "2026-11-23T09:41:00.000Z";
const since = "2026-11-23T09:42:00.000Z";

describe("the search", () => {
  test("begins with two letters after a pause, says what it found, and is one question per word", async () => {
    answerFiles(someFiles({ files: someFileEntries() }));
    const terms: string[] = [];
    network.use(
      reply(searchFiles, (request) => {
        terms.push(new URL(request.url).searchParams.get("term") ?? "");
        return someFiles({ files: [aFile({ name: "Gefunden.odt" })] });
      }),
    );
    const page = await openFiles();
    await expect.element(fileRows(page).nth(0)).toBeVisible();
    const field = page.getByRole("searchbox", { name: "Dateien suchen" });
    await userEvent.type(field, "v");
    await expect.element(page.getByText("Noch ein Buchstabe, dann wird gesucht.")).toBeVisible();
    await userEvent.type(field, "ermerk");
    await expect.element(page.getByText("1 Datei zu „vermerk“").first()).toBeVisible();
    expect(fileNames(page)).toEqual(["Gefunden.odt"]);
    expect(terms).toEqual(["vermerk"]);
    await expectNoBarriers(page.container);
    await page.getByRole("button", { name: "Suche leeren" }).click();
    await expect.element(page.getByRole("link", { name: "Vermerk Randstreifen.odt" })).toBeVisible();
  });

  test("keeps what it had until the next word has found something", async () => {
    answerFiles(someFiles());
    network.use(
      reply(searchFiles, async (request) => {
        const term = new URL(request.url).searchParams.get("term") ?? "";
        if (term === "antrag") {
          await delay(600);
        }
        return someFiles({ files: [aFile({ name: `${term}.odt` })] });
      }),
    );
    const page = await openFiles({ at: "/files?q=vermerk" });
    await expect.element(page.getByRole("link", { name: "vermerk.odt" })).toBeVisible();
    await userEvent.fill(page.getByRole("searchbox", { name: "Dateien suchen" }), "antrag");
    await expect.element(page.getByText("„antrag“ wird gesucht …")).toBeVisible();
    await expect.element(page.getByRole("link", { name: "vermerk.odt" })).toBeVisible();
    await expect.element(page.getByRole("link", { name: "antrag.odt" })).toBeVisible();
    await expect.element(page.getByRole("link", { name: "vermerk.odt" })).not.toBeInTheDocument();
  });

  test("says that nothing was found, and aloud", async () => {
    network.use(reply(searchFiles, someFiles()));
    const page = await openFiles({ at: "/files?q=xylophon" });
    await expect.element(page.getByRole("heading", { name: "Keine Datei zu „xylophon“" })).toBeVisible();
    await expect.element(page.getByRole("status").last()).toMatchTextContent(/Keine Datei zu „xylophon“/u);
    await expectNoBarriers(page.container);
  });

  test("says who is still looking", async () => {
    network.use(
      reply(
        searchFiles,
        someFiles({
          files: [aFile()],
          sources: [
            { source: "files", name: "Dateien", outcome: { state: "ok", at } },
            { source: "archive", name: "E-Akte", outcome: { state: "loading", since } },
          ],
        }),
      ),
    );
    const page = await openFiles({ at: "/files?q=vermerk" });
    await expect.element(page.getByText("1 Datei zu „vermerk“ · E-Akte sucht noch")).toBeVisible();
  });
});
