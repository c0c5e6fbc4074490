import {
  putMaintenance,
  readLive,
  readProof,
  removeAnnouncement,
  removeMaintenance,
} from "@pforte/shared/contract/admin-live";
import { readGroups } from "@pforte/shared/contract/admin-publish";
import { aHome } from "@pforte/shared/testing/a-home";
import { beforeEach, describe, expect, test } from "vitest";
import { DraftProvider } from "#api/draft.tsx";
import { expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import { answerDraft } from "#testing/answer-draft.ts";
import { aDraft } from "#testing/open-publish.tsx";
import { live, rule, type Live } from "#testing/some-live.ts";
import { renderPart, type PortalOptions, type RenderedPortal } from "#testing/render-portal.tsx";
import { fail, network, reply } from "#testing/server.ts";
import { Announcer } from "#ui/announcer.tsx";
import { AnnouncementsSection } from "./announcements-section.tsx";

beforeEach(() => {
  answerDraft(aDraft());
  network.use(
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
    <DraftProvider>
      <AnnouncementsSection home={aHome()} />
      <Announcer />
    </DraftProvider>,
    options,
  );
}

describe("the list of announcements", () => {
  test("says what runs, what is planned, for whom, since when, who changed it and how many confirmed", async () => {
    const page = await open();
    await expect.element(page.getByRole("heading", { name: /^Läuft/u })).toBeVisible();
    await expect.element(page.getByRole("heading", { name: /^Geplant/u })).toBeVisible();
    await expect.element(page.getByText("3 von 12 bestätigt")).toBeVisible();
    await expect.element(page.getByText(/^Referat 42 · ohne Ende/u)).toBeVisible();
    await expect
      .element(page.getByText(/^Alle, auch ohne Anmeldung · ab Dienstag, 1\. Dezember 2026, 08:00 Uhr/u))
      .toBeVisible();
    await expect.element(page.getByText(/^geändert von Katharina Wendland/u).first()).toBeVisible();
    await expect.element(page.getByText("Englisch fehlt, gezeigt wird Deutsch.")).toBeVisible();
    await expectNoBarriersInAppearances(page.container);
  });

  test("without any says what one would do", async () => {
    const page = await open(live({ announcements: [], maintenances: [] }));
    await expect.element(page.getByRole("heading", { name: "Keine Mitteilungen" })).toBeVisible();
  });

  test("that cannot be read says so and reads again", async () => {
    network.use(fail(readLive, 503, "storage_unavailable"));
    const page = await renderPart(
      <DraftProvider>
        <AnnouncementsSection home={aHome()} />
      </DraftProvider>,
    );
    const again = page.getByRole("button", { name: /versuchen/u });
    await expect.element(again).toBeVisible();
    network.use(reply(readLive, live()));
    await again.click();
    await expect.element(page.getByText("3 von 12 bestätigt")).toBeVisible();
  });
});

test("what is listed says since when it is old where it could not be read again", async () => {
  const page = await open();
  await expect.element(page.getByText("3 von 12 bestätigt")).toBeVisible();
  network.use(fail(readLive, 403, "forbidden"));
  page.events.say({ type: "resync" });
  await expect.element(page.getByText(/^Stand von/u)).toBeVisible();
  await expect.element(page.getByText("3 von 12 bestätigt")).toBeVisible();
});

test("taking back asks first, says that the proof stays, and is done on the version that was read", async () => {
  const page = await open();
  let version: string | null = null;
  network.use(
    reply(removeAnnouncement, (request) => {
      version = request.headers.get("if-match");
      return { version: 5 };
    }),
  );
  await page.getByRole("button", { name: "Zurücknehmen: Dienstanweisung geändert" }).click();
  const dialog = page.getByRole("dialog", { name: "„Dienstanweisung geändert“ zurücknehmen?" });
  await expect.element(dialog.getByText(/Der Nachweis bleibt/u)).toBeVisible();
  await dialog.getByRole("button", { name: "Zurücknehmen" }).click();
  await expect.element(page.getByText("Zurückgenommen: Dienstanweisung geändert")).toBeInTheDocument();
  expect(version).toBe('"4"');
});

describe("the proof", () => {
  const proof = {
    // Once before it was shown again, and once since.
    confirmed: [1, 2].map((revision) => ({
      name: "Tobias Kranich",
      username: "tobias",
      at: "2026-11-23T09:10:00.000Z",
      revision,
    })),
    of: 12,
    keptUntil: "2027-11-30T11:00:00.000Z",
  };

  test("names who confirmed, until when that is kept, and gives a table; it is read when it is asked for", async () => {
    let reads = 0;
    network.use(
      reply(readProof, () => {
        reads += 1;
        return proof;
      }),
    );
    const page = await open(live({ announcements: [{ ...rule, revision: 2 }] }));
    await expect.element(page.getByText("3 von 12 bestätigt")).toBeVisible();
    expect(reads).toBe(0);
    await page.getByRole("button", { name: "Nachweis: Dienstanweisung geändert" }).click();
    const dialog = page.getByRole("dialog");
    await expect.element(dialog.getByText("1 von 12 bestätigt")).toBeVisible();
    await expect.element(dialog.getByText(/Tobias Kranich/u).first()).toBeVisible();
    await expect.element(dialog.getByText(/am Dienstag, 30\. November 2027 gelöscht/u)).toBeVisible();
    await expect
      .element(dialog.getByRole("link", { name: "Als CSV herunterladen" }))
      .toHaveAttribute("href", "/admin/announcements/rule/proof.csv");
    await expectNoBarriersInAppearances(dialog.element());
    expect(reads).toBe(1);
  });

  test("is not offered to who has not its role", async () => {
    const page = await open(live({ mayReadProof: false }));
    await expect.element(page.getByText("3 von 12 bestätigt")).toBeVisible();
    expect(page.getByRole("button", { name: /^Nachweis/u }).elements()).toEqual([]);
  });
});

describe("a tile in maintenance", () => {
  test("is listed with its end, can be changed and ended", async () => {
    const page = await open();
    await expect.element(page.getByText(/^bis Dienstag, 24\. November 2026, 12:00 Uhr/u)).toBeVisible();
    let body: unknown = null;
    network.use(
      reply(putMaintenance, async (request) => {
        body = await request.json();
        return { version: 5 };
      }),
      reply(removeMaintenance, { version: 6 }),
    );
    await page.getByRole("button", { name: "Wartung bearbeiten: Mail" }).click();
    const dialog = page.getByRole("dialog", { name: "Wartung: Mail" });
    await expect.element(dialog.getByRole("textbox", { name: "Hinweis, Deutsch" })).toHaveValue("Wir ziehen um.");
    await expectNoBarriersInAppearances(dialog.element());
    await dialog.getByRole("textbox", { name: "Hinweis, Englisch" }).fill("We are moving.");
    await dialog.getByRole("button", { name: "Ende leeren" }).click();
    await dialog.getByRole("button", { name: "Wartung eintragen" }).click();
    await expect.element(dialog).not.toBeInTheDocument();
    expect(body).toEqual({ maintenance: { tile: "mail", text: { de: "Wir ziehen um.", en: "We are moving." } } });
    await page.getByRole("button", { name: "Wartung beenden: Mail" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Beenden" }).click();
    await expect.element(page.getByText("Wartung beendet: Mail")).toBeInTheDocument();
  });
});

test.each([320, 360])("nothing runs out of the window at %i px, list and form", async (width) => {
  const page = await open(live(), { width });
  await expect.element(page.getByText("3 von 12 bestätigt")).toBeVisible();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  await page.getByRole("button", { name: "Bearbeiten: Dienstanweisung geändert" }).click();
  await expect.element(page.getByRole("textbox", { name: "Titel, Deutsch" })).toBeVisible();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});
