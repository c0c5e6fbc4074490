import { readDraft } from "@pforte/shared/contract/admin-draft";
import { readLive } from "@pforte/shared/contract/admin-live";
import { readSources, testSource } from "@pforte/shared/contract/admin-sources";
import type { CallReply } from "@pforte/shared/contract/endpoint";
import { aDraft, someConfiguration } from "@pforte/shared/testing/a-draft";
import { aHome } from "@pforte/shared/testing/a-home";
import { beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { DraftProvider } from "#api/draft.tsx";
import { expectNoBarriers, expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import {
  aDraftWithSources,
  chatSource,
  expectSays,
  noLive,
  openSources,
  press,
  sourceKinds,
} from "#testing/open-sources.tsx";
import { renderPart } from "#testing/render-portal.tsx";
import { fail, network, reply } from "#testing/server.ts";
import { SourcesSection } from "./sources-section.tsx";

const home = aHome();
let saved: unknown[] = [];
beforeEach(() => {
  saved = [];
});

describe("the list of sources", () => {
  test("says of each what it is and how it does, without a barrier in any appearance", async () => {
    const container = await openSources({ saved });
    await expectSays("Dateien", "antwortet · 84 ms im Mittel, 310 ms bei langsamen Aufrufen");
    await expectSays("Chat", "Matrix · https://matrix.example.org/");
    await expectSays("Chat", "antwortet nicht");
    await expectSays("Chat", "Letzter Fehler: 10:40 · timeout");
    await expectSays("Chat", "Letzte Antwort: 08:10");
    await expect.element(page.getByRole("list", { name: "Quellen" })).toBeVisible();
    await expectNoBarriersInAppearances(container);
  });

  test("fits into 320 pixels", async () => {
    await openSources({ width: 320 });
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
  });

  test("stays when how they do cannot be read, and asks again", async () => {
    network.use(fail(readSources, 503, "storage_unavailable"));
    const document = { ...someConfiguration(), sources: [] };
    network.use(reply(readDraft, aDraft({ document })), fail(readLive, 503, "storage_unavailable"));
    await renderPart(
      <DraftProvider>
        <SourcesSection home={home} />
      </DraftProvider>,
      { home },
    );
    await expect.element(page.getByText("Es ist noch keine Quelle eingerichtet.")).toBeVisible();
    await expect.element(page.getByRole("button", { name: "Quelle hinzufügen" })).toBeDisabled();
    const again = page.getByRole("button", { name: "Jetzt versuchen" });
    await expect.element(again).toBeVisible();
    network.use(reply(readSources, { kinds: sourceKinds, health: [] }));
    network.use(reply(readLive, noLive));
    await again.click();
    await expect.element(page.getByRole("button", { name: "Quelle hinzufügen" })).toBeEnabled();
  });

  test("locks what a file keeps, and says where it comes from; switching off stays possible", async () => {
    const ownership = { origin: "portal.yaml", paths: ["sources/chat"], appliedAt: "2026-11-23T09:00:00.000Z" };
    await openSources({ draft: { ...aDraftWithSources(), ownership } });
    await expectSays("Chat", "Kommt aus portal.yaml und wird dort geändert.");
    await expect.element(page.getByRole("button", { name: "Chat bearbeiten" })).not.toBeInTheDocument();
    await expect.element(page.getByRole("button", { name: "Dateien bearbeiten" })).toBeVisible();
    await expect.element(page.getByRole("button", { name: "Chat ausschalten" })).toBeVisible();
  });
});

describe("the form of a source", () => {
  test("asks for what the kind wants, and puts the source into the draft with what no field knows of", async () => {
    const container = await openSources({ saved });
    await press("Chat bearbeiten");
    await expect.element(page.getByRole("heading", { name: "Chat bearbeiten" })).toHaveFocus();
    await expectNoBarriers(container);
    await page.getByLabelText("Servername").fill("EXAMPLE");
    await page.getByLabelText("Polls per minute").fill("0");
    await press("In den Entwurf übernehmen");
    await expect.element(page.getByLabelText("Servername")).toHaveFocus();
    await expect.element(page.getByText("Diese Schreibweise ist hier nicht erlaubt.")).toBeVisible();
    await expect.element(page.getByText("Diese Zahl liegt außerhalb des Erlaubten.")).toBeVisible();
    expect(saved).toEqual([]);

    await page.getByLabelText("Servername").fill("chat.example.org");
    await page.getByLabelText("Polls per minute").fill("6");
    await page.getByRole("button", { name: /Kennung des Kontos/u }).click();
    await page.getByRole("option", { name: "ask" }).click();
    await page.getByLabelText("Name, Englisch").fill("");
    await press("In den Entwurf übernehmen");
    await expect.element(page.getByText("Chat steht im Entwurf.")).toBeInTheDocument();
    await expect.element(page.getByRole("heading", { name: "Quellen" })).toHaveFocus();
    const settings = { serverName: "chat.example.org", account: "ask", polls: 6, odd: [1] };
    await expect
      .poll(() => saved)
      .toEqual([{ op: "put-source", source: { ...chatSource, name: { de: "Chat" }, settings } }]);
    await expectSays("Chat", "geändert");
  });

  test("does not put back what somebody else changed meanwhile, until one side is chosen", async () => {
    const changed = { ...chatSource, address: "https://neu.example.org/" };
    let tell: (version: number) => void = () => undefined;
    await openSources({
      saved,
      onOpened: ({ events }) => (tell = (version) => events.say({ type: "draft_changed", version })),
    });
    await press("Chat bearbeiten");
    await page.getByLabelText("Name, Englisch").fill("Talk");
    const { document, ...rest } = aDraftWithSources();
    const sources = document.sources.map((one) => (one.key === "chat" ? changed : one));
    let isRead = false;
    network.use(
      reply(readDraft, () => {
        isRead = true;
        return { ...rest, version: rest.version + 1, document: { ...document, sources } };
      }),
    );
    tell(rest.version + 1);
    await expect.poll(() => isRead).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await press("In den Entwurf übernehmen");
    await expect.element(page.getByText(/^Jemand anderes hat diese Quelle inzwischen geändert/u)).toBeVisible();
    expect(saved).toEqual([]);
    await press("Neuen Stand laden");
    await expect.element(page.getByLabelText("Adresse", { exact: true })).toHaveValue("https://neu.example.org/");
  });

  test("adds a source of a chosen kind, and says when its short name is taken", async () => {
    await openSources({ saved });
    await press("Quelle hinzufügen");
    await page.getByRole("button", { name: /^.*Art$/u }).click();
    await page.getByRole("option", { name: "Nextcloud" }).click();
    await page.getByLabelText("Kurzname").fill("files");
    await page.getByLabelText("Name, Deutsch").fill("Ablage");
    await page.getByLabelText("Adresse").fill("files2.example.org");
    await press("In den Entwurf übernehmen");
    await expect.element(page.getByText("Es gibt schon eine Quelle mit diesem Kurznamen.")).toBeVisible();
    await expect.element(page.getByText("Eine Adresse beginnt mit https:// oder http://.")).toBeVisible();
    await page.getByLabelText("Kurzname").fill("archive");
    await page.getByLabelText("Adresse").fill("https://files2.example.org/");
    await press("In den Entwurf übernehmen");
    await expectSays("Ablage", "noch nicht veröffentlicht");
    expect(saved).toEqual([
      {
        op: "put-source",
        source: {
          key: "archive",
          kind: "nextcloud",
          name: { de: "Ablage" },
          address: "https://files2.example.org/",
          settings: {},
        },
      },
    ]);
  });

  test("tests the connection as it is typed, and shows each step", async () => {
    const tested: unknown[] = [];
    await openSources({ saved });
    network.use(
      reply(testSource, async (request) => {
        tested.push(testSource.body.parse(await request.json()).source.address);
        const steps: CallReply<typeof testSource>["steps"] = [
          { step: "settings", state: "ok", detail: "", milliseconds: null },
          { step: "address", state: "failed", detail: "The host has no address.", milliseconds: 12.4 },
          { step: "token", state: "skipped", detail: "", milliseconds: null },
        ];
        return { steps };
      }),
    );
    await press("Chat bearbeiten");
    await page.getByLabelText("Adresse").fill("https://nowhere.example.org/");
    await press("Verbindung prüfen");
    await expect.element(page.getByText("nicht in Ordnung · 12 ms")).toBeVisible();
    await expect.element(page.getByText("The host has no address.")).toBeVisible();
    await expect.element(page.getByText("nicht geprüft")).toBeVisible();
    expect(tested).toEqual(["https://nowhere.example.org/"]);
    await expect.element(page.getByRole("status")).toHaveTextContent("Die Verbindung steht nicht.");
  });

  test("removes a source after a question that names its tiles, which stay", async () => {
    await openSources({ saved });
    await press("Chat bearbeiten");
    await press("Quelle entfernen …");
    await expect.element(page.getByText(/zeigen dann keine Neuigkeiten mehr: Chat$/u)).toBeVisible();
    await expectNoBarriers(page.getByRole("alertdialog").element());
    await press("Aus dem Entwurf entfernen");
    await expect.element(page.getByText("Chat ist aus dem Entwurf entfernt.")).toBeInTheDocument();
    await expect.poll(() => saved).toHaveLength(2);
    expect(saved).toMatchObject([
      { op: "put-tile", tile: { key: "chat" } },
      { op: "remove-source", key: "chat" },
    ]);
    expect(JSON.stringify(saved)).not.toContain('"source"');
  });
});
