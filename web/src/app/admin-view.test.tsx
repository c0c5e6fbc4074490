import { readLinks } from "@pforte/shared/contract/admin-assets";
import { readLive } from "@pforte/shared/contract/admin-live";
import { lintDraft } from "@pforte/shared/contract/admin-publish";
import { readCards } from "@pforte/shared/contract/cards";
import { aDraft } from "@pforte/shared/testing/a-draft";
import { aHome } from "@pforte/shared/testing/a-home";
import { someCards } from "@pforte/shared/testing/some-cards";
import { expect, test } from "vitest";
import { answerDraft } from "#testing/answer-draft.ts";
import { renderPortal } from "#testing/render-portal.tsx";
import { network, reply } from "#testing/server.ts";

test("the area of administrators opens with its tiles, and a tile's menu enters a maintenance", async () => {
  answerDraft(aDraft());
  network.use(
    reply(readCards, someCards()),
    reply(readLinks, { links: [] }),
    reply(readLive, { announcements: [], maintenances: [], sourcesOff: [], mayReadProof: false }),
    reply(lintDraft, { version: 7, findings: [] }),
  );
  const home = aHome({ person: { name: "Katharina Vogt", initials: "KV", isAdministrator: true } });
  const page = await renderPortal({ at: "/admin", home, width: 1440 });
  await expect.element(page.getByRole("heading", { name: "Kommunikation" })).toBeVisible();
  await page.getByRole("button", { name: "Verschieben und mehr: Kontakte" }).click();
  await page.getByRole("menuitem", { name: "Wartung eintragen …" }).click();
  await expect.element(page.getByRole("dialog")).toMatchTextContent(/Kontakte/u);
});
