import { readVersion, readVersions, rollBack } from "@pforte/shared/contract/admin-publish";
import { describe, expect, test } from "vitest";
import { expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import { eventually } from "#testing/eventually.ts";
import { aDraft, answerPublishing, aVersion, openSection, paul } from "#testing/open-publish.tsx";
import type { RenderedPortal } from "#testing/render-portal.tsx";
import { fail, network, reply } from "#testing/server.ts";
import { HistorySection } from "./history-section.tsx";
import { sessionOf } from "#testing/session-of.ts";

const versions = [
  aVersion(11),
  aVersion(10, { actor: paul, rolledBackFrom: 7, note: "Zurück wegen der Umstellung" }),
  aVersion(9, { origin: "git.mittelau.example/portal.yaml", publishedAt: "2025-11-20T09:00:00.000Z" }),
];

/** Odd versions say one thing, even ones another. */
function answerDocuments(): void {
  network.use(
    reply(readVersion, (request) => {
      const version = Number(new URL(request.url).pathname.split("/").at(-1));
      const { document, published } = aDraft();
      return { ...aVersion(version), document: version % 2 === 0 ? document : published.document };
    }),
  );
}

async function openHistory(options: Parameters<typeof openSection>[1] = {}): Promise<RenderedPortal> {
  answerPublishing({ versions });
  answerDocuments();
  const page = await openSection(HistorySection, options);
  await expect.element(page.getByRole("heading", { name: "Version 9" })).toBeVisible();
  return page;
}

const rows = (page: RenderedPortal) => page.container.querySelectorAll(".p-version");
const note = (page: RenderedPortal) => page.getByRole("textbox", { name: "Notiz" });

describe("the history", () => {
  test("says of each version who, when, why and where from", async () => {
    const page = await openHistory();
    const [current, back, applied] = [...rows(page)].map(({ textContent }) => textContent);
    expect(current).toContain("Version 11in KraftStand 11Katharina Wendland · 20.11.2026, 10:00");
    expect(back).toContain("Version 10zurückgeholt aus Version 7Zurück wegen der UmstellungPaul Zierau");
    expect(applied).toContain("Version 9Datei: git.mittelau.example/portal.yamlStand 9");
    expect(applied).toContain("20.11.2025, 10:00");
  });

  test("tells what a version changed, and what has changed since", async () => {
    const page = await openHistory();
    await page.getByRole("radio", { name: "Zur Version davor" }).nth(1).click();
    const list = page.getByRole("list", { name: "Was Version 10 gegenüber Version 9 geändert hat" });
    await expect.element(list.getByText("Kachel „Wiki“ neu: Dokumente, Platz 4")).toBeVisible();
    await page.getByRole("radio", { name: "Zum jetzigen Stand" }).nth(1).click();
    await expect.element(page.getByText("Beide Versionen sagen dasselbe.")).toBeVisible();
    await page.getByRole("radio", { name: "Zum jetzigen Stand" }).nth(0).click();
    const since = page.getByRole("list", {
      name: "Was sich von Version 10 bis zur jetzigen Version 11 geändert hat",
    });
    await expect.element(since.getByText(/^Kachel „Wiki“ entfernt/u)).toBeVisible();
  });

  test("shows older versions when they are asked for", async () => {
    answerPublishing();
    network.use(
      reply(readVersions, (request) =>
        new URL(request.url).searchParams.get("before") === "10"
          ? { version: 11, versions: [aVersion(9)], next: null }
          : { version: 11, versions: [aVersion(11), aVersion(10)], next: 10 },
      ),
    );
    const page = await openSection(HistorySection);
    await page.getByRole("button", { name: "Ältere Versionen zeigen" }).click();
    await expect.element(page.getByRole("heading", { name: "Version 9" })).toBeVisible();
    await expect.element(page.getByRole("button", { name: "Ältere Versionen zeigen" })).not.toBeInTheDocument();
  });

  test("is read again when somebody else publishes", async () => {
    const page = await openHistory();
    network.use(reply(readVersions, { version: 12, versions: [aVersion(12), ...versions], next: null }));
    page.events.say({ type: "configuration_published", version: 12 });
    await expect.element(page.getByRole("heading", { name: "Version 12" })).toBeVisible();
  });

  test("that could not be read is asked for again", async () => {
    answerPublishing();
    network.use(fail(readVersions, 500, "internal"));
    const page = await openSection(HistorySection);
    await expect.element(page.getByText("Pforte konnte das nicht ausführen.")).toBeVisible();
    network.use(reply(readVersions, { version: 11, versions, next: null }));
    await page.getByRole("button", { name: "Jetzt versuchen" }).click();
    await expect.element(page.getByRole("heading", { name: "Version 11" })).toBeVisible();
  });
});

describe("bringing a version back", () => {
  test("says what it changes and that the draft is kept, asks for a note, and tells the new version", async () => {
    const page = await openHistory();
    let asked: unknown = null;
    network.use(
      reply(rollBack, async (request) => {
        asked = [new URL(request.url).pathname, request.headers.get("if-match"), await request.json()];
        return aVersion(12, { rolledBackFrom: 10 });
      }),
    );
    await page.getByRole("button", { name: "Version 10 zurückholen" }).click();
    const dialog = page.getByRole("dialog", { name: "Version 10 zurückholen" });
    await expect
      .element(dialog.getByText(/als Version 12 veröffentlicht.*Änderungen im Entwurf bleiben/u))
      .toBeVisible();
    await expect.element(dialog.getByText("Kachel „Wiki“ neu: Dokumente, Platz 4")).toBeVisible();
    await dialog.getByRole("button", { name: "Zurückholen" }).click();
    await expect.element(note(page)).toHaveFocus();
    expect(asked).toBeNull();
    await note(page).fill("Das Wiki fehlt");
    await dialog.getByRole("button", { name: "Zurückholen" }).click();
    await expect
      .element(page.getByText("Version 10 gilt wieder, als Version 12. Der Entwurf ist erhalten.").first())
      .toBeVisible();
    expect(asked).toEqual(["/api/admin/versions/10/restore", '"11"', { note: "Das Wiki fehlt" }]);
    await expect.element(dialog).not.toBeInTheDocument();
  });

  test("over a version that somebody published since says so and keeps the note", async () => {
    const page = await openHistory();
    await page.getByRole("button", { name: "Version 10 zurückholen" }).click();
    await note(page).fill("Das Wiki fehlt");
    network.use(
      fail(rollBack, 412, "version_stale"),
      reply(readVersions, { version: 12, versions: [aVersion(12), ...versions], next: null }),
    );
    await page.getByRole("dialog").getByRole("button", { name: "Zurückholen" }).click();
    await expect.element(page.getByText(/^Inzwischen wurde eine andere Version veröffentlicht\./u)).toBeVisible();
    await expect.element(note(page)).toHaveValue("Das Wiki fehlt");
    await expect.element(page.getByText(/als Version 13 veröffentlicht/u)).toBeVisible();
  });

  test("comes back from a fresh sign-in with its version and note", async () => {
    const page = await openHistory();
    network.use(fail(rollBack, 401, "step_up"), sessionOf("ines"));
    await page.getByRole("button", { name: "Version 10 zurückholen" }).click();
    await note(page).fill("Das Wiki fehlt");
    await page.getByRole("dialog").getByRole("button", { name: "Zurückholen" }).click();
    await eventually(() => expect(page.journeys).toHaveLength(1));
    await page.unmount();
    const after = await openHistory();
    const dialog = after.getByRole("dialog", { name: "Version 10 zurückholen" });
    await expect.element(dialog.getByText("Sie sind wieder angemeldet. Ihre Eingaben sind noch da.")).toBeVisible();
    await expect.element(note(after)).toHaveValue("Das Wiki fehlt");
  });
});

test.each([320, 1440])("the history has no barrier at %i px, and nothing scrolls sideways", async (width) => {
  const page = await openHistory({ width });
  await page.getByRole("radio", { name: "Zur Version davor" }).first().click();
  await expect.element(page.getByText(/^Kachel „Wiki“ entfernt/u)).toBeVisible();
  await expectNoBarriersInAppearances(page.container);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});
