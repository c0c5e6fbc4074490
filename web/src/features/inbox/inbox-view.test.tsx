import type { SourceState } from "@pforte/shared/contract/source-outcome";
import { aChange, anInbox, anInboxItem, someInboxItems, someOutcomes } from "@pforte/shared/testing/an-inbox";
import { describe, expect, test } from "vitest";
import { page as body, userEvent } from "vitest/browser";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { answerInbox } from "#testing/answer-inbox.ts";
import { eventually } from "#testing/eventually.ts";
import { aLivingInbox, file, openInbox, row } from "#testing/open-inbox.tsx";
import { failure } from "#testing/server.ts";

const since = "2026-11-23T09:42:00.000Z";

describe("the inbox", () => {
  test.each(["de", "en"] as const)(
    "shows objects by day, the newest first, with who did what (%s)",
    async (language) => {
      answerInbox(() =>
        anInbox({ items: someInboxItems(), handledToday: 11, nextReturnAt: "2026-11-23T13:00:00.000Z" }),
      );
      const page = await openInbox({ language });
      const rows = page
        .getByRole("row")
        .elements()
        .map(({ textContent }) => textContent ?? "");
      expect(rows[0]).toContain(language === "de" ? "Heute" : "Today");
      expect(rows[1]).toContain(
        language === "de"
          ? "4 Änderungen · zuletzt Tobias Kranich: Status „In Prüfung“"
          : "4 changes · latest by Tobias Kranich: Status „In Prüfung“",
      );
      expect(rows[1]).toContain("10:38");
      expect(rows[3]).toContain(
        language === "de"
          ? "Katharina Wendland hat die Datei mit Ihnen geteilt · Referat 42/Vermerke"
          : "Katharina Wendland shared the file with you",
      );
      expect(rows[5]).toContain(language === "de" ? "Freitag, 20. November" : "Friday 20 November");
      await expectNoBarriers(page.container);
    },
  );

  test("opens the changes of an object, three at first", async () => {
    answerInbox(() => anInbox({ items: someInboxItems() }));
    const page = await openInbox();
    await page.getByRole("button", { name: /^Änderungen zeigen.*Gewässerrandstreifen 2027/u }).click();
    const changes = page.getByRole("list", { name: "Änderungen in Gewässerrandstreifen 2027" });
    await eventually(() => expect(changes.element().textContent).toContain("Anlage 3 fehlt noch"));
    expect(changes.element().textContent).not.toContain("zugewiesen");
    await page.getByRole("button", { name: "1 frühere Änderung" }).click();
    await eventually(() =>
      expect(changes.element().textContent).toContain("Helga Brandstetter hat Ihnen das Arbeitspaket zugewiesen"),
    );
    await expectNoBarriers(page.container);
  });

  test("shows a text of a tool as text", async () => {
    answerInbox(() =>
      anInbox({ items: [anInboxItem({ changes: [aChange({ text: "<img src=x onerror=alert(1)>" })] })] }),
    );
    const page = await openInbox();
    await expect.element(page.getByText(/<img src=x onerror=alert\(1\)>/u)).toBeVisible();
    expect(page.container.querySelector("img")).toBeNull();
  });

  test("filters by what is unread, by mentions and by source, and says so where nothing fits", async () => {
    answerInbox(() => anInbox({ items: someInboxItems() }));
    const page = await openInbox();
    await page.getByRole("radio", { name: /^Erwähnungen 1/u }).click();
    await expect.element(row(page, /Referat 42/u)).toBeVisible();
    await expect.element(row(page, file)).not.toBeInTheDocument();
    await page.getByRole("button", { name: "Alle Quellen" }).click();
    await page.getByRole("menuitemcheckbox", { name: "Projekte" }).click();
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByRole("heading", { name: "Kein Eintrag passt" })).toBeVisible();
    await page.getByRole("button", { name: "Alle zeigen" }).click();
    await expect.element(row(page, file)).toBeVisible();
  });

  test("does not draw what is far away: 500 items are a few dozen elements", async () => {
    const items = Array.from({ length: 500 }, (_, index) =>
      anInboxItem({ id: `projects:wp:${index}`, object: { title: `Vorgang ${index}` } }),
    );
    answerInbox(() => anInbox({ items }));
    const page = await openInbox();
    await expect.element(row(page, "Vorgang 0")).toBeVisible();
    expect(page.container.querySelectorAll("[role=row]").length).toBeLessThan(80);
  });

  test.each([320, 360, 640, 1440])("nothing scrolls sideways at %i px", async (width) => {
    answerInbox(() => anInbox({ items: someInboxItems() }));
    const page = await openInbox({ width });
    await expect.element(row(page, file)).toBeVisible();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    await expectNoBarriers(page.container);
  });
});

describe("done", () => {
  test("takes the item away at once and out of the tool's inbox, and can be taken back", async () => {
    const asked = aLivingInbox();
    const page = await openInbox();
    await userEvent.hover(row(page, file));
    await page.getByRole("button", { name: `Erledigt: ${file}` }).click();
    await expect.element(row(page, file)).not.toBeInTheDocument();
    await eventually(() => expect(asked.acts).toMatchObject([{ act: "done", item: "files:file:77", changes: ["1"] }]));
    const toast = body.getByRole("alertdialog");
    await expect.element(toast.getByText("1 Eintrag erledigt")).toBeVisible();
    await expectNoBarriers(document.body);
    await toast.getByRole("button", { name: "Rückgängig" }).click();
    await expect.element(row(page, file)).toBeVisible();
    expect(asked.undone).toEqual([asked.acts[0]?.id]);
  });

  test("of several goes in one request and is taken back as one", async () => {
    const asked = aLivingInbox();
    const page = await openInbox();
    for (const title of [file, "Haushaltsanmeldung 2027.ods"]) {
      await userEvent.hover(row(page, title));
      await page.getByRole("checkbox", { name: `Auswählen: ${title}` }).click({ force: true });
    }
    const bar = page.getByRole("region", { name: "Auswahl" });
    await expect.element(bar.getByText("2 ausgewählt")).toBeVisible();
    await expectNoBarriers(page.container);
    await bar.getByRole("button", { name: "Erledigt" }).click();
    await eventually(() =>
      expect(asked.acts.map(({ item }) => item).toSorted()).toEqual(["files:file:77", "files:file:91"]),
    );
    await expect.element(body.getByRole("alertdialog").getByText("2 Einträge erledigt")).toBeVisible();
    await expect.element(bar).not.toBeInTheDocument();
  });

  test("that the tool overtook leaves the item and says so in its row", async () => {
    answerInbox(
      () => anInbox({ items: someInboxItems() }),
      () => "overtaken",
    );
    const page = await openInbox();
    await userEvent.hover(row(page, file));
    await page.getByRole("button", { name: `Erledigt: ${file}` }).click();
    await expect
      .element(page.getByText(/Nicht erledigt\. Im Werkzeug hat sich das inzwischen geändert/u))
      .toBeVisible();
    await expect.element(body.getByRole("alertdialog")).not.toBeInTheDocument();
    await expectNoBarriers(page.container);
  });

  test("without a connection is queued, said, and sent when the network is back", async () => {
    let isLost = true;
    const asked = answerInbox(
      () => anInbox({ items: someInboxItems() }),
      () => (isLost ? Response.error() : "applied"),
    );
    const page = await openInbox();
    await userEvent.hover(row(page, file));
    await page.getByRole("button", { name: `Erledigt: ${file}` }).click();
    await expect.element(page.getByText(/^1 Änderung ist noch nicht bei Pforte angekommen/u)).toBeVisible();
    isLost = false;
    globalThis.dispatchEvent(new Event("online"));
    await eventually(() => expect(asked.acts).toHaveLength(1));
    await expect.element(page.getByText(/noch nicht bei Pforte angekommen/u)).not.toBeInTheDocument();
  });
});

describe("the keyboard", () => {
  test("moves by arrows, selects with the space bar, and does with single keys where they are on", async () => {
    const asked = aLivingInbox();
    const page = await openInbox();
    await userEvent.click(page.getByRole("radio", { name: /^Alle/u }));
    await userEvent.tab();
    await userEvent.tab();
    expect(document.activeElement?.getAttribute("role")).toBe("row");
    await userEvent.keyboard("{ArrowDown}");
    expect(document.activeElement?.textContent).toContain("Referat 42");
    await userEvent.keyboard(" ");
    await expect.element(page.getByText("1 ausgewählt")).toBeVisible();
    await userEvent.keyboard("{ArrowDown} ");
    await userEvent.keyboard("e");
    await eventually(() =>
      expect(asked.acts.map(({ item }) => item)).toEqual(["matrix:room:!ref42:example.org", "files:file:77"]),
    );
    expect(asked.acts.every(({ act }) => act === "done")).toBe(true);
  });

  test("opens the snooze menu of the row with S", async () => {
    aLivingInbox();
    const page = await openInbox();
    row(page, file).element().focus();
    await userEvent.keyboard("s");
    await expect.element(page.getByRole("menuitem", { name: /Heute Nachmittag/u })).toBeVisible();
  });

  test("does nothing with single keys where the person has switched them off", async () => {
    const asked = aLivingInbox();
    const page = await openInbox({ keys: false });
    row(page, file).element().focus();
    await userEvent.keyboard("eds");
    await expect.element(row(page, file)).toBeVisible();
    expect(asked.acts).toEqual([]);
  });
});

describe("sources", () => {
  const lines: readonly (readonly [SourceState, RegExp])[] = [
    [
      { state: "stale", at: "2026-11-23T09:41:00.000Z", because: "unavailable", since },
      /Stand von 10:41 Uhr, Projekte antwortet gerade nicht\./u,
    ],
    [{ state: "unavailable", since }, /Projekte ist seit 10:42 Uhr nicht erreichbar\./u],
    [
      { state: "throttled", until: "2026-11-23T09:46:00.000Z" },
      /Projekte ist gerade ausgelastet\. Weiter um 10:46 Uhr\./u,
    ],
    [{ state: "degraded", at: since, dropped: 2 }, /2 Einträge waren nicht lesbar/u],
    [{ state: "needs_sign_in", connect: "/auth/connect/projects" }, /Projekte braucht einmal Ihre Zustimmung\./u],
    [{ state: "needs_first_login" }, /Projekte kennt Sie noch nicht\./u],
  ];
  test.each(lines)("%j is one line above the others' rows", async (projects, says) => {
    answerInbox(() => anInbox({ items: someInboxItems(), sources: someOutcomes({ projects }) }));
    const page = await openInbox();
    await expect.element(page.getByText(says).first()).toBeVisible();
    await expect.element(row(page, file)).toBeVisible();
    await expectNoBarriers(page.container);
  });

  test("not entitled is beside the list with the way to ask, and alarms nobody", async () => {
    const projects = { state: "not_entitled", requestAccess: "https://help.example.org/access" } as const;
    answerInbox(() => anInbox({ items: someInboxItems().slice(1, 3), sources: someOutcomes({ projects }) }));
    const page = await openInbox();
    await expect
      .element(page.getByRole("link", { name: "Zugang beantragen" }))
      .toHaveAttribute("href", projects.requestAccess);
    expect(page.container.querySelector(".src-lines")?.textContent).toBe("");
  });

  test("all down says so once, claims nothing about what there is, and tries again on demand", async () => {
    const down = { state: "unavailable", since } as const;
    const asked = answerInbox(() => anInbox({ sources: someOutcomes({ files: down, projects: down, matrix: down }) }));
    const page = await openInbox();
    await expect.element(page.getByRole("heading", { name: "Gerade antwortet kein Werkzeug" })).toBeVisible();
    await expect.element(page.getByText("Alles erledigt")).not.toBeInTheDocument();
    const before = asked.reads.length;
    await page.getByRole("button", { name: "Jetzt versuchen" }).click();
    await eventually(() => expect(asked.reads.length).toBeGreaterThan(before));
    await expectNoBarriers(page.container);
  });

  test("all well and nothing there is the open door, with what was handled and what comes next", async () => {
    answerInbox(() => anInbox({ handledToday: 11, nextReturnAt: "2026-11-23T13:00:00.000Z" }));
    const page = await openInbox();
    await expect.element(page.getByRole("heading", { name: "Alles erledigt" })).toBeVisible();
    await expect
      .element(page.getByText("Sie haben heute 11 Einträge bearbeitet. Der nächste kommt heute um 14:00 Uhr zurück."))
      .toBeVisible();
    await expectNoBarriers(page.container);
  });

  test("a portal that does not answer is said with its code", async () => {
    answerInbox(() => failure(503, "storage_unavailable"));
    const page = await openInbox();
    await expect.element(page.getByText("storage_unavailable")).toBeVisible();
  });
});

describe("what comes meanwhile", () => {
  test("waits at the head of the list while the pointer is in it, and comes when it is wanted", async () => {
    let items = someInboxItems();
    answerInbox(() => anInbox({ items }));
    const page = await openInbox();
    await userEvent.hover(row(page, file));
    const place = row(page, file).element().getBoundingClientRect().top;
    items = [anInboxItem({ id: "projects:wp:1", object: { title: "Ganz neu" } }), ...items];
    page.events.say({ type: "source_changed", source: "projects", topics: ["notifications"] });
    await expect.element(page.getByRole("button", { name: "1 neuer Eintrag" })).toBeVisible();
    expect(row(page, file).element().getBoundingClientRect().top).toBe(place);
    await page.getByRole("button", { name: "1 neuer Eintrag" }).click();
    await expect.element(row(page, "Ganz neu")).toBeVisible();
  });
});
