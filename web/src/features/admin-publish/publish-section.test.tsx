import { discardDraft, readDraft } from "@pforte/shared/contract/admin-draft";
import { lintDraft, publishDraft } from "@pforte/shared/contract/admin-publish";
import type { Home } from "@pforte/shared/contract/home";
import { useState } from "react";
import { describe, expect, test } from "vitest";
import { userEvent, type Locator } from "vitest/browser";
import { expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import { eventually } from "#testing/eventually.ts";
import { aDraft, aFinding, answerPublishing, openSection, paul } from "#testing/open-publish.tsx";
import type { RenderedPortal } from "#testing/render-portal.tsx";
import { fail, network, reply } from "#testing/server.ts";
import { PublishSection } from "./publish-section.tsx";
import { sessionOf } from "#testing/session-of.ts";

const published = aDraft();
const afterwards = aDraft({
  version: 43,
  document: published.document,
  published: { version: 12, document: published.document },
  changes: [],
});
const error = aFinding({
  id: "e",
  severity: "error",
  rule: "plain_http",
  path: "tiles/mail",
  facts: { message: "http://mail.example.org/" },
});

/** Answers a publication, and tells what it was asked with. */
function answerPublish(): { readonly asked: { body: unknown; ifMatch: string | null }[] } {
  const asked: { body: unknown; ifMatch: string | null }[] = [];
  network.use(
    reply(publishDraft, async (request) => {
      asked.push({ body: await request.json(), ifMatch: request.headers.get("if-match") });
      network.use(reply(readDraft, afterwards));
      return afterwards;
    }),
  );
  return { asked };
}

/** The section, which one can leave and come back to. */
function Door({ home }: { home: Home }) {
  const [isOpen, setOpen] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setOpen(!isOpen)}>
        Tür
      </button>
      {isOpen ? <PublishSection home={home} /> : null}
    </>
  );
}

const sameAs =
  (wanted: readonly string[]) =>
  (ids: readonly string[]): boolean =>
    ids.toSorted().join() === wanted.toSorted().join();
const publish = (page: RenderedPortal) => page.getByRole("button", { name: "Veröffentlichen", exact: true });
const note = (page: RenderedPortal) => page.getByRole("textbox", { name: "Notiz" });

/** A box is drawn over its input, which the keyboard reaches. */
async function tick(box: Locator): Promise<void> {
  await expect.element(box).toBeInTheDocument();
  box.element().focus();
  await userEvent.keyboard(" ");
}

async function openChecked(...args: Parameters<typeof answerPublishing>): Promise<RenderedPortal> {
  answerPublishing(...args);
  const page = await openSection(PublishSection);
  await expect.element(page.getByText(/Die Prüfung hat nichts|Hinweis|Fehler/u).first()).toBeVisible();
  return page;
}

describe("what would go out", () => {
  test("is told in words, each change with whose it is", async () => {
    const page = await openChecked();
    const rows = page.getByRole("list", { name: "Was sich ändert" }).getByRole("listitem");
    await expect.element(rows.nth(1)).toBeVisible();
    expect(rows.elements().map(({ textContent }) => textContent)).toEqual([
      "Kachel „Wiki“ neu: Dokumente, Platz 4Paul Zierau",
      "„Tasks“ verschoben: von Kommunikation, Platz 3, nach Dokumente, Platz 3Katharina Wendland",
    ]);
    await expect.element(page.getByText(/Änderungen von Katharina Wendland, Paul Zierau/u)).toBeVisible();
  });

  test("names changes that no longer take effect, with why", async () => {
    const gone = { version: 43, at: "2026-11-23T09:41:00.000Z", actor: paul, operations: [], dropped: "It is gone." };
    const page = await openChecked({ draft: aDraft({ changes: [...aDraft().changes, gone] }) });
    const dropped = page.getByRole("list", { name: "Nicht mehr wirksam" });
    expect(dropped.element().textContent).toBe("Paul Zierau 23.11.2026, 10:410 Änderungen. It is gone.");
  });

  test("is nothing where the draft is what is published", async () => {
    answerPublishing({ draft: afterwards });
    const page = await openSection(PublishSection);
    await expect
      .element(page.getByText("Der Entwurf entspricht dem, was veröffentlicht ist (Version 12)."))
      .toBeVisible();
    await expect.element(publish(page)).not.toBeInTheDocument();
  });

  test("is asked for again where the draft could not be read", async () => {
    answerPublishing();
    network.use(fail(readDraft, 500, "internal"));
    const page = await openSection(PublishSection);
    await expect.element(page.getByText("Pforte konnte das nicht ausführen.")).toBeVisible();
    network.use(reply(readDraft, aDraft()));
    await page.getByRole("button", { name: "Jetzt versuchen" }).click();
    await expect.element(page.getByRole("list", { name: "Was sich ändert" })).toBeVisible();
  });
});

describe("the check", () => {
  test("shows errors with the way to their place, and lets nothing be published over them", async () => {
    const page = await openChecked({ findings: [error, aFinding()] });
    await expect.element(page.getByText("1 Fehler verhindert die Veröffentlichung")).toBeVisible();
    await expect.element(page.getByRole("link", { name: "Mail" })).toHaveAttribute("href", "/admin/tiles?tile=mail");
    await note(page).fill("Umzug");
    await publish(page).click();
    await expect.element(page.getByText("Beheben Sie zuerst die Fehler.")).toBeVisible();
  });

  test("asks for each warning, and publishes with those that were accepted", async () => {
    const page = await openChecked({ findings: [aFinding()] });
    const { asked } = answerPublish();
    await note(page).fill("Umzug");
    await publish(page).click();
    await expect.element(page.getByText(/^Haken Sie die Hinweise ab/u)).toBeVisible();
    expect(asked).toEqual([]);
    await tick(page.getByRole("checkbox", { name: "So veröffentlichen: Wiki: Name fehlt auf Englisch." }));
    await publish(page).click();
    await eventually(() =>
      expect(asked).toEqual([{ body: { note: "Umzug", accepted: [aFinding().id] }, ifMatch: '"42"' }]),
    );
  });

  test("tells many of the same as one, which is accepted as one and opens", async () => {
    const unchecked = ["mail", "calendar", "tasks", "files"].map((tile) =>
      aFinding({ id: tile, rule: "unchecked_link", path: `tiles/${tile}`, facts: { address: `https://${tile}/` } }),
    );
    const page = await openChecked({ findings: [aFinding(), ...unchecked] });
    const { asked } = answerPublish();
    await page.getByRole("button", { name: "Stellen zeigen" }).click();
    await expect.element(page.getByRole("link", { name: "Calendar" })).toBeVisible();
    await tick(page.getByRole("checkbox", { name: "So veröffentlichen: 4-mal: Eine Adresse ist noch nicht geprüft." }));
    await note(page).fill("Umzug");
    await publish(page).click();
    await expect.element(page.getByText(/^Haken Sie die Hinweise ab/u)).toBeVisible();
    await tick(page.getByRole("checkbox", { name: "Alle 5 Hinweise abhaken" }));
    await publish(page).click();
    const all = [...unchecked.map(({ id }) => id), aFinding().id];
    await eventually(() =>
      expect(asked.map(({ body }) => body)).toEqual([{ note: "Umzug", accepted: expect.toSatisfy(sameAs(all)) }]),
    );
  });

  test("that could not be made is asked for again", async () => {
    answerPublishing();
    network.use(fail(lintDraft, 500, "internal"));
    const page = await openSection(PublishSection);
    await expect.element(page.getByText("Pforte konnte das nicht ausführen.")).toBeVisible();
    await note(page).fill("Umzug");
    await publish(page).click();
    await expect.element(page.getByText(/^Die Prüfung ist noch nicht fertig/u)).toBeVisible();
    network.use(reply(lintDraft, { version: 42, findings: [] }));
    await page.getByRole("button", { name: "Jetzt versuchen" }).click();
    await expect.element(page.getByText("Die Prüfung hat nichts gefunden.")).toBeVisible();
  });
});

describe("publishing", () => {
  test("asks for a note first, in the field itself", async () => {
    const page = await openChecked();
    await publish(page).click();
    await expect.element(note(page)).toHaveFocus();
    await expect.element(note(page)).toHaveAccessibleDescription(/Schreiben Sie eine Notiz für den Verlauf\./u);
  });

  test("says version and time, aloud as well, and shows a draft that is published", async () => {
    const page = await openChecked();
    answerPublish();
    await note(page).fill("Umzug");
    await publish(page).click();
    await expect.element(page.getByRole("status")).toHaveTextContent("Version 12 ist seit 10:44 Uhr veröffentlicht.");
    await expect.element(page.getByText("Nichts zu veröffentlichen")).toBeVisible();
    // The form is gone with what it was for.
    await expect.element(page.getByRole("heading", { name: "Veröffentlichen", exact: true, level: 2 })).toHaveFocus();
  });

  test("keeps its note and what was accepted for whoever follows a hint to another section and comes back", async () => {
    answerPublishing({ findings: [aFinding()] });
    const page = await openSection(Door);
    await note(page).fill("Umzug");
    await tick(page.getByRole("checkbox", { name: /^So veröffentlichen/u }));
    await page.getByRole("button", { name: "Tür" }).click();
    await expect.element(note(page)).not.toBeInTheDocument();
    await page.getByRole("button", { name: "Tür" }).click();
    await expect.element(note(page)).toHaveValue("Umzug");
    await expect.element(page.getByRole("checkbox", { name: /^So veröffentlichen/u })).toBeChecked();
  });

  test("of a draft that somebody changed says so, reads it again and keeps the note", async () => {
    const page = await openChecked();
    network.use(fail(publishDraft, 412, "version_stale"), reply(readDraft, aDraft({ version: 50 })));
    network.use(reply(lintDraft, { version: 50, findings: [] }));
    await note(page).fill("Umzug");
    await publish(page).click();
    await expect.element(page.getByText(/^Jemand hat den Entwurf inzwischen geändert\./u)).toBeVisible();
    await expect.element(note(page)).toHaveValue("Umzug");
    const { asked } = answerPublish();
    await expect.element(page.getByText("Die Prüfung hat nichts gefunden.")).toBeVisible();
    await publish(page).click();
    await eventually(() => expect(asked.map(({ ifMatch }) => ifMatch)).toEqual(['"50"']));
  });

  test("that the check refuses shows what it found since", async () => {
    const page = await openChecked();
    network.use(
      fail(publishDraft, 422, "not_publishable", { issues: [{ path: "tiles/mail", message: "plain_http" }] }),
      reply(lintDraft, { version: 42, findings: [error] }),
    );
    await note(page).fill("Umzug");
    await publish(page).click();
    await expect.element(page.getByText(/^Die Prüfung hat etwas gefunden/u)).toBeVisible();
    await expect.element(page.getByRole("list", { name: "1 Fehler verhindert die Veröffentlichung" })).toBeVisible();
  });

  test("comes back from a fresh sign-in with its note and what was accepted", async () => {
    const page = await openChecked({ findings: [aFinding()] });
    network.use(fail(publishDraft, 401, "step_up"), sessionOf("ines"));
    await note(page).fill("Umzug");
    await tick(page.getByRole("checkbox", { name: /^So veröffentlichen/u }));
    await publish(page).click();
    await eventually(() => expect(page.journeys).toEqual(["assign /auth/login?returnTo=%2F%3Fplace%3D1&stepUp=1"]));
    await page.unmount();
    const after = await openChecked({ findings: [aFinding()] });
    const { asked } = answerPublish();
    await expect.element(note(after)).toHaveValue("Umzug");
    await expect
      .element(after.getByText("Sie sind wieder angemeldet. Ihre Eingaben sind noch da.").first())
      .toBeVisible();
    await publish(after).click();
    await eventually(() =>
      expect(asked.map(({ body }) => body)).toEqual([{ note: "Umzug", accepted: [aFinding().id] }]),
    );
  });
});

test("the draft is discarded only after it was asked whose changes go with it", async () => {
  const page = await openChecked();
  await page.getByRole("button", { name: "Entwurf verwerfen …" }).click();
  const dialog = page.getByRole("alertdialog", { name: "2 Änderungen verwerfen?" });
  await expect.element(dialog).toBeVisible();
  expect(dialog.element().textContent).toContain("Änderungen von Katharina Wendland, Paul Zierau");
  network.use(reply(discardDraft, afterwards), reply(lintDraft, { version: 43, findings: [] }));
  await dialog.getByRole("button", { name: "Verwerfen" }).click();
  await expect.element(page.getByText("Nichts zu veröffentlichen")).toBeVisible();
  await expect.element(dialog).not.toBeInTheDocument();
  await expect.element(page.getByRole("heading", { name: "Veröffentlichen", exact: true, level: 2 })).toHaveFocus();
});

test.each([320, 1440])("has no barrier at %i px in any appearance, and nothing scrolls sideways", async (width) => {
  answerPublishing({ findings: [error, aFinding(), aFinding({ id: "2", path: "tiles/files" })] });
  const page = await openSection(PublishSection, { width, language: width === 320 ? "de" : "en" });
  await expect.element(page.getByRole("checkbox").nth(1)).toBeVisible();
  await expectNoBarriersInAppearances(page.container);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});
