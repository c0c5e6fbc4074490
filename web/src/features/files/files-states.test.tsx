import { listFiles } from "@pforte/shared/contract/files";
import type { SourceState } from "@pforte/shared/contract/source-outcome";
import { aHome } from "@pforte/shared/testing/a-home";
import { aFile, someFileEntries, someFiles } from "@pforte/shared/testing/some-files";
import { delay } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
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

describe("while somebody reads", () => {
  const fresh = aFile({ name: "Ganz neu.odt" });

  test("what is new is counted and waits, what is known keeps its place", async () => {
    const [first, second] = someFileEntries();
    if (first === undefined || second === undefined) {
      throw new Error("The builder has too few files.");
    }
    answerFiles(
      someFiles({ files: [first, second] }),
      someFiles({ files: [fresh, { ...second, changedBy: "Ole Friis" }, first] }),
    );
    const page = await openFiles({ width: 1440 });
    await expect.element(fileRows(page).nth(0)).toBeVisible();
    await userEvent.hover(fileRows(page).nth(1));
    page.events.say({ type: "source_changed", source: "files", topics: ["files"] });
    await expect.element(page.getByRole("button", { name: "1 neue Datei zeigen" })).toBeVisible();
    expect(fileNames(page)).toEqual([first.name, second.name]);
    await expect.element(fileRows(page).nth(1)).toMatchTextContent(/Ole Friis/u);
    await page.getByRole("button", { name: "1 neue Datei zeigen" }).click();
    await eventually(() => expect(document.activeElement?.textContent).toContain(fresh.name));
    expect(fileNames(page)).toEqual([fresh.name, second.name, first.name]);
  });

  test("nothing waits when nobody is at the list", async () => {
    answerFiles(someFiles({ files: [aFile()] }), someFiles({ files: [fresh, aFile()] }));
    const page = await openFiles();
    await expect.element(fileRows(page).nth(0)).toBeVisible();
    await userEvent.hover(page.getByRole("heading", { level: 1 }));
    page.events.say({ type: "source_changed", source: "files", topics: ["files"] });
    await expect.element(page.getByRole("link", { name: fresh.name })).toBeVisible();
    expect(page.container.querySelector(".waiting")).toBeNull();
  });

  test("an event of another topic or tool asks nothing", async () => {
    const asked = answerFiles(someFiles({ files: [aFile()] }));
    const page = await openFiles();
    await expect.element(fileRows(page).nth(0)).toBeVisible();
    page.events.say({ type: "source_changed", source: "files", topics: ["notifications"] });
    page.events.say({ type: "source_changed", source: "projects" });
    await delay(100);
    expect(asked.queries).toHaveLength(1);
  });
});

const at = "2026-11-23T09:41:00.000Z";
const since = "2026-11-23T09:42:00.000Z";

const states: readonly (readonly [SourceState, de: RegExp, en: RegExp])[] = [
  [{ state: "stale", at, because: "unavailable", since }, /^Stand von 10:41 Uhr, Dateien/u, /^As of 10:41/u],
  [{ state: "throttled", until: "2026-11-23T09:46:00.000Z" }, /Weiter um 10:46 Uhr/u, /10:46/u],
  [{ state: "degraded", at, dropped: 2 }, /^2 Einträge waren nicht lesbar/u, /^2 /u],
];

describe("a source whose files stay", () => {
  test.each(states)("%j says so above them", async (outcome, german, english) => {
    for (const [language, says] of [
      ["de", german],
      ["en", english],
    ] as const) {
      answerFiles(someFiles({ files: [aFile()], outcome }));
      const page = await openFiles({ language });
      await expect.element(page.getByText(says)).toBeVisible();
      await expect.element(fileRows(page).nth(0)).toBeVisible();
      await expectNoBarriers(page.container);
      await page.unmount();
    }
  });
});

const silent: readonly (readonly [SourceState, title: string, remedy: string])[] = [
  [{ state: "unavailable", since }, "Dateien ist nicht erreichbar", "Jetzt versuchen"],
  [
    { state: "not_entitled", requestAccess: "https://help.example.org/" },
    "Kein Zugang zu „Dateien“",
    "Zugang beantragen",
  ],
  [{ state: "needs_first_login", openAt: "https://files.example.org/" }, "Dateien einmal öffnen", "Dateien öffnen"],
  [{ state: "needs_sign_in", connect: "/connect/files" }, "Einmal bei Dateien anmelden", "Bei Dateien anmelden"],
];

describe("a source that has nothing to show", () => {
  test.each(silent)(
    "%j says what it is and what helps, and never that there are no files",
    async (outcome, title, remedy) => {
      answerFiles(someFiles({ outcome, uploads: [] }));
      const page = await openFiles();
      await expect.element(page.getByRole("heading", { name: title })).toBeVisible();
      const act = page.getByText(remedy, { exact: true });
      await expect.element(act).toBeVisible();
      await expect.element(page.getByText("Noch keine Dateien")).not.toBeInTheDocument();
      await expect.element(page.getByRole("button", { name: "Hochladen" })).not.toBeInTheDocument();
      await expectNoBarriers(page.container);
    },
  );

  test("is asked again when the person says so", async () => {
    answerFiles(someFiles({ outcome: { state: "unavailable", since } }), someFiles({ files: [aFile()] }));
    const page = await openFiles();
    await page.getByRole("button", { name: "Jetzt versuchen" }).click();
    await expect.element(page.getByRole("link", { name: "Vermerk Randstreifen.odt" })).toBeVisible();
  });
});

describe("the portal itself", () => {
  test("that does not answer says so, with the code, and keeps what it had", async () => {
    network.use(fail(listFiles, 503, "storage_unavailable"));
    const page = await openFiles();
    await expect.element(page.getByText("Pforte kann gerade nichts lesen und nichts speichern.")).toBeVisible();
    await expectNoBarriers(page.container);
    answerFiles(someFiles({ files: [aFile()] }));
    await page.getByRole("button", { name: "Jetzt versuchen" }).click();
    await expect.element(page.getByRole("link", { name: "Vermerk Randstreifen.odt" })).toBeVisible();
    network.use(fail(listFiles, 503, "storage_unavailable"));
    page.events.say({ type: "source_changed", source: "files" });
    await expect.element(page.getByText(/^Stand von \d\d:\d\d Uhr\./u)).toBeVisible();
    await expect.element(page.getByRole("link", { name: "Vermerk Randstreifen.odt" })).toBeVisible();
  });

  test("without any place for files says so instead of an empty list", async () => {
    const page = await renderPortal({ at: "/files", home: aHome({ sources: [] }) });
    await expect.element(page.getByRole("heading", { name: "Keine Dateiablage" })).toBeVisible();
    await expectNoBarriers(page.container);
  });
});

test("while it loads there is the shape of what comes, after 300 ms", async () => {
  network.use(
    reply(listFiles, async () => {
      await delay(1200);
      return someFiles({ files: [aFile()] });
    }),
  );
  const page = await openFiles();
  await expect.element(page.getByRole("list", { name: "Dateien werden geladen" })).toBeVisible();
  await expectNoBarriers(page.container);
  await expect.element(fileRows(page).nth(0)).toBeVisible();
});
