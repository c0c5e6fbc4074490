import { putAnnouncement, readLive } from "@pforte/shared/contract/admin-live";
import { readGroups } from "@pforte/shared/contract/admin-publish";
import { aHome } from "@pforte/shared/testing/a-home";
import { beforeEach, describe, expect, test } from "vitest";
import { I18nProvider } from "react-aria-components";
import { userEvent } from "vitest/browser";
import { DraftProvider } from "#api/draft.tsx";
import { expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import { answerDraft } from "#testing/answer-draft.ts";
import { eventually } from "#testing/eventually.ts";
import { aDraft } from "#testing/open-publish.tsx";
import { live, plan, rule, type Live } from "#testing/some-live.ts";
import { renderPart, type PortalOptions, type RenderedPortal } from "#testing/render-portal.tsx";
import { fail, failure, network, reply } from "#testing/server.ts";
import { sessionOf } from "#testing/session-of.ts";
import { Announcer } from "#ui/announcer.tsx";
import { AnnouncementsSection } from "./announcements-section.tsx";

beforeEach(() => {
  answerDraft(aDraft());
  network.use(
    sessionOf(),
    reply(readGroups, {
      at: "2026-11-23T09:00:00.000Z",
      people: 12,
      groups: [{ name: "Referat 42", people: 7, isConfigured: true }],
    }),
  );
});

async function open(value: Live | (() => Live) = live(), options: PortalOptions = {}): Promise<RenderedPortal> {
  network.use(reply(readLive, () => (typeof value === "function" ? value() : value)));
  return renderPart(
    <I18nProvider locale="de">
      <DraftProvider>
        <AnnouncementsSection home={aHome()} />
        <Announcer />
      </DraftProvider>
    </I18nProvider>,
    options,
  );
}

interface Sent {
  readonly body: unknown;
  readonly ifMatch: string | null;
}

function takePuts(): Sent[] {
  const sent: Sent[] = [];
  network.use(
    reply(putAnnouncement, async (request) => {
      sent.push({ body: await request.json(), ifMatch: request.headers.get("if-match") });
      return { version: 5 };
    }),
  );
  return sent;
}

const write = async (page: RenderedPortal, label: string, text: string): Promise<void> =>
  page.getByRole("textbox", { name: label }).fill(text);

describe("a new announcement", () => {
  test("is written in both languages beside its preview, and takes effect at once", async () => {
    const sent = takePuts();
    const page = await open();
    await page.getByRole("button", { name: "Neue Mitteilung" }).click();
    await eventually(() => expect(document.activeElement?.textContent).toBe("Neue Mitteilung"));
    await page.getByRole("radio", { name: "Warnung" }).click({ force: true });
    await write(page, "Titel, Deutsch", "Wartung am Abend");
    await write(page, "Titel, Englisch", "Maintenance in the evening");
    await write(page, "Text, Deutsch", "Ab 18 Uhr.");
    await expect.element(page.getByText("Englisch fehlt, gezeigt wird Deutsch.")).toBeVisible();
    const preview = page.getByRole("region", { name: "So sieht es aus" });
    await expect.element(preview.getByText(/Warnung: Wartung am Abend/u).first()).toBeVisible();
    await expectNoBarriersInAppearances(page.container);
    await page.getByRole("button", { name: "Veröffentlichen" }).click();
    await expect.element(page.getByText("Veröffentlicht: Wartung am Abend")).toBeInTheDocument();
    expect(sent).toEqual([
      {
        ifMatch: '"0"',
        body: {
          showAgain: false,
          announcement: {
            key: expect.stringMatching(/^wartung-am-abend-[a-z0-9]{4}$/u),
            severity: "warning",
            title: { de: "Wartung am Abend", en: "Maintenance in the evening" },
            text: { de: "Ab 18 Uhr." },
            groups: [],
            public: false,
            isSticky: false,
          },
        },
      },
    ]);
    await eventually(() => expect(document.activeElement?.textContent).toBe("Neue Mitteilung"));
  });

  test("with what is wrong says it at the field, takes the focus there and sends nothing", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Neue Mitteilung" }).click();
    await page.getByRole("radio", { name: "Bestimmte Gruppen" }).click({ force: true });
    await page.getByRole("button", { name: "Veröffentlichen" }).click();
    const title = page.getByRole("textbox", { name: "Titel, Deutsch" });
    await eventually(() => expect(document.activeElement).toBe(title.element()));
    await expect.element(title).toHaveAccessibleDescription("Bitte ausfüllen.");
    await expect.element(page.getByText("Wählen Sie mindestens eine Gruppe.")).toBeVisible();
    await expectNoBarriersInAppearances(page.container);
  });

  test("takes groups from the list and by name, and a confirmation with a deadline and a reminder", async () => {
    const sent = takePuts();
    const page = await open();
    await page.getByRole("button", { name: "Bearbeiten: Dienstanweisung geändert" }).click();
    await write(page, "Titel, Deutsch", "Neue Fassung");
    const groups = page.getByRole("combobox", { name: "Gruppe hinzufügen" });
    await groups.fill("Abteilung 7");
    await page.getByRole("button", { name: "Veröffentlichen" }).click();
    await expect.element(page.getByText(/^Fügen Sie die Gruppe mit der Eingabetaste hinzu/u)).toBeVisible();
    await expect.element(groups).toHaveFocus();
    expect(sent).toEqual([]);
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("row", { name: "Abteilung 7" })).toBeVisible();
    await expect.element(groups).toHaveValue("");
    await page.getByRole("button", { name: "Entfernen Referat 42" }).click();
    await page.getByRole("checkbox", { name: /^Auch denen noch einmal/u }).click({ force: true });
    await page.getByRole("button", { name: /Erinnerung im Eingang/u }).click();
    await page.getByRole("option", { name: "3 Tage vor der Frist" }).click();
    await expect.element(groups).toHaveValue("");
    await page.getByRole("button", { name: "Veröffentlichen" }).click();
    await eventually(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toEqual({
      ifMatch: '"4"',
      body: {
        showAgain: true,
        announcement: {
          ...rule.announcement,
          title: { de: "Neue Fassung", en: "Rules changed" },
          groups: ["Abteilung 7"],
          acknowledgement: { deadline: "2026-11-30T12:00:00+01:00", remindHoursBefore: 72 },
        },
      },
    });
  });

  test("that is given up leaves the list as it was, with the focus where it began", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Neue Mitteilung" }).click();
    await page.getByRole("button", { name: "Abbrechen" }).click();
    const add = page.getByRole("button", { name: "Neue Mitteilung" });
    await eventually(() => expect(document.activeElement).toBe(add.element()));
  });

  test("has its times in the portal's time zone", async () => {
    const page = await open(live({ announcements: [plan] }));
    await page.getByRole("button", { name: "Bearbeiten: Umzug" }).click();
    const start = page.getByRole("group", { name: /^Beginn/u }).first();
    await expect.element(start).toBeVisible();
    expect(start.element().textContent.replaceAll(/[\u2066\u2069]/gu, "")).toMatch(/01\.12\.2026, 08:00/u);
    await expect.element(page.getByText(/Zeitzone: Europe\/Berlin/u)).toBeVisible();
  });
});

describe("when it cannot be published as it is", () => {
  test("somebody else's change is told, both sides are there, and one's own can be put over it", async () => {
    let now = live();
    const page = await open(() => now);
    await page.getByRole("button", { name: "Bearbeiten: Dienstanweisung geändert" }).click();
    await write(page, "Titel, Deutsch", "Meine Fassung");
    const versions: (string | null)[] = [];
    network.use(
      reply(putAnnouncement, (request) => {
        versions.push(request.headers.get("if-match"));
        return versions.length === 1 ? failure(412, "version_stale") : { version: 10 };
      }),
    );
    now = live({
      announcements: [{ ...rule, version: 9, announcement: { ...rule.announcement, title: { de: "Ihre Fassung" } } }],
    });
    await page.getByRole("button", { name: "Veröffentlichen" }).click();
    await expect.element(page.getByText(/^Katharina Wendland hat „Ihre Fassung“ inzwischen geändert/u)).toBeVisible();
    await expect.element(page.getByRole("textbox", { name: "Titel, Deutsch" })).toHaveValue("Meine Fassung");
    await page.getByRole("button", { name: "Meine Fassung behalten" }).click();
    await page.getByRole("button", { name: "Veröffentlichen" }).click();
    await eventually(() => expect(versions).toEqual(['"4"', '"9"']));
  });

  test("a new one whose answer was lost is tried again under the same name, so that it is not announced twice", async () => {
    const keys: string[] = [];
    network.use(
      reply(putAnnouncement, (request) => {
        keys.push(new URL(request.url).pathname);
        return keys.length === 1 ? failure(503, "storage_unavailable") : { version: 1 };
      }),
    );
    const page = await open();
    await page.getByRole("button", { name: "Neue Mitteilung" }).click();
    await write(page, "Titel, Deutsch", "Einmal");
    await write(page, "Text, Deutsch", "Nur einmal.");
    await page.getByRole("button", { name: "Veröffentlichen" }).click();
    await expect.element(page.getByRole("alert")).toBeVisible();
    await page.getByRole("button", { name: "Veröffentlichen" }).click();
    await eventually(() => expect(keys).toHaveLength(2));
    expect(new Set(keys).size).toBe(1);
  });

  test("a fresh sign-in is asked for, and the half-finished form comes back with everything in it", async () => {
    network.use(fail(putAnnouncement, 401, "step_up"));
    const page = await open();
    await page.getByRole("button", { name: "Neue Mitteilung" }).click();
    await write(page, "Titel, Deutsch", "Halb fertig");
    await write(page, "Text, Englisch", "Half done");
    await page.getByRole("radio", { name: "Bleibt stehen, solange es gilt" }).click({ force: true });
    await page.getByRole("button", { name: "Veröffentlichen" }).click();
    await eventually(() => expect(page.journeys).toHaveLength(1));
    expect(page.journeys[0]).toMatch(/^assign \/auth\/login\?.*stepUp=1$/u);
    await page.unmount();

    const sent = takePuts();
    const after = await open();
    await expect.element(after.getByRole("textbox", { name: "Titel, Deutsch" })).toHaveValue("Halb fertig");
    await expect.element(after.getByRole("textbox", { name: "Text, Englisch" })).toHaveValue("Half done");
    await expect.element(after.getByRole("radio", { name: "Bleibt stehen, solange es gilt" })).toBeChecked();
    await expect
      .element(after.getByText("Sie sind wieder angemeldet. Ihre Eingaben sind noch da.").first())
      .toBeVisible();
    await after.getByRole("button", { name: "Veröffentlichen" }).click();
    await eventually(() => expect(sent).toHaveLength(1));
  });
});
