import { readLinks } from "@pforte/shared/contract/admin-assets";
import { readLive } from "@pforte/shared/contract/admin-live";
import { lintDraft, readGroups } from "@pforte/shared/contract/admin-publish";
import { readSources } from "@pforte/shared/contract/admin-sources";
import { readCards } from "@pforte/shared/contract/cards";
import { aDraft } from "@pforte/shared/testing/a-draft";
import { aHome } from "@pforte/shared/testing/a-home";
import { someCards } from "@pforte/shared/testing/some-cards";
import { expect, test } from "vitest";
import { answerDraft } from "#testing/answer-draft.ts";
import { sourceKinds } from "#testing/open-sources.tsx";
import { renderPortal } from "#testing/render-portal.tsx";
import { network, reply } from "#testing/server.ts";
import { sessionOf } from "#testing/session-of.ts";

/** The area with all that its sections ask for, in a window as wide as a desk's. */
async function openArea(at: string) {
  answerDraft(aDraft());
  network.use(
    sessionOf(),
    reply(readCards, someCards()),
    reply(readLinks, { links: [] }),
    reply(readLive, { announcements: [], maintenances: [], sourcesOff: [], mayReadProof: false }),
    reply(lintDraft, { version: 7, findings: [] }),
    reply(readGroups, { at: "2026-11-23T09:40:00.000Z", people: 12, groups: [] }),
    reply(readSources, { kinds: sourceKinds, health: [] }),
  );
  const home = aHome({ person: { name: "Katharina Vogt", initials: "KV", isAdministrator: true } });
  return renderPortal({ at, home, width: 1440 });
}

test("the area of administrators opens with its tiles, and a tile's menu enters a maintenance", async () => {
  const page = await openArea("/admin");
  await expect.element(page.getByRole("heading", { name: "Kommunikation" })).toBeVisible();
  await page.getByRole("button", { name: "Verschieben und mehr: Kontakte" }).click();
  await page.getByRole("menuitem", { name: "Wartung eintragen …" }).click();
  await expect.element(page.getByRole("dialog")).toMatchTextContent(/Kontakte/u);
});

test.each([
  ["Kacheln", "/admin/tiles", "Kachel in Kommunikation anlegen", "Name, Deutsch"],
  ["Mitteilungen", "/admin/announcements", "Neue Mitteilung", "Titel, Deutsch"],
  ["Quellen", "/admin/sources", "Quelle hinzufügen", "Name, Deutsch"],
])(
  "what was typed for something new in “%s” is still there after a look at another section, until it is given up",
  async (section, at, add, field) => {
    const page = await openArea(at);
    const go = async (name: string) =>
      page.getByRole("navigation", { name: "Bereiche der Verwaltung" }).getByRole("link", { name }).click();
    const typed = page.getByRole("textbox", { name: field, exact: true });
    await page.getByRole("button", { name: add }).click();
    await typed.fill("Halb fertig");
    await go("Erscheinungsbild");
    await expect.element(typed).not.toBeInTheDocument();
    await go(section);
    await expect.element(typed).toHaveValue("Halb fertig");
    await page.getByRole("button", { name: "Abbrechen" }).click();
    await page.getByRole("button", { name: add }).click();
    await expect.element(typed).toHaveValue("");
    await page.getByRole("button", { name: "Abbrechen" }).click();
  },
);
