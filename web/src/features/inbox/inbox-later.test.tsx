import { muteSource } from "@pforte/shared/contract/inbox";
import { anInbox, anInboxItem, someInboxItems } from "@pforte/shared/testing/an-inbox";
import { describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { takeComplaints } from "#testing/complaints.ts";
import { answerInbox } from "#testing/answer-inbox.ts";
import { eventually } from "#testing/eventually.ts";
import { aLivingInbox, file, openInbox, row } from "#testing/open-inbox.tsx";
import { network, reply } from "#testing/server.ts";

const since = "2026-11-23T09:42:00.000Z";

describe("later", () => {
  test("is this afternoon at two by the portal's clock", async () => {
    const asked = aLivingInbox();
    const page = await openInbox();
    await userEvent.hover(row(page, file));
    await page.getByRole("button", { name: `Später: ${file}` }).click();
    await expectNoBarriers(document.body);
    await page.getByRole("menuitem", { name: /Heute Nachmittag/u }).click();
    await eventually(() => expect(asked.acts).toMatchObject([{ act: "snooze", until: "2026-11-23T13:00:00.000Z" }]));
    await expect.element(row(page, file)).not.toBeInTheDocument();
  });

  test("is a day and a time of one's own, tomorrow at eight at first", async () => {
    const asked = aLivingInbox();
    const page = await openInbox();
    await userEvent.hover(row(page, file));
    await page.getByRole("button", { name: `Später: ${file}` }).click();
    await page.getByRole("menuitem", { name: /Tag und Uhrzeit/u }).click();
    await expect.element(page.getByRole("dialog", { name: "Wann soll der Eintrag zurückkommen?" })).toBeVisible();
    await expectNoBarriers(document.body);
    await page.getByRole("button", { name: "Später erinnern" }).click();
    await eventually(() => expect(asked.acts).toMatchObject([{ act: "snooze", until: "2026-11-24T07:00:00.000Z" }]));
  });

  test("has a list of its own, whose items can be shown now", async () => {
    const items = [anInboxItem({ snoozedUntil: "2026-11-24T07:00:00.000Z", acts: ["wake", "done"] })];
    const asked = answerInbox((view) => anInbox({ items: view === "later" ? items : [] }));
    const page = await openInbox({ at: "/inbox?view=later" });
    expect(asked.reads[0]).toBe("later");
    await expect.element(page.getByText("Morgen", { exact: true })).toBeVisible();
    await userEvent.hover(row(page, /Gewässerrandstreifen/u));
    await page.getByRole("button", { name: "Jetzt zeigen: Gewässerrandstreifen 2027" }).click();
    await eventually(() => expect(asked.acts).toMatchObject([{ act: "wake" }]));
  });
});

describe("history and mutes", () => {
  test("what was done can be brought back for 30 days", async () => {
    const items = [anInboxItem({ doneAt: "2026-11-20T10:00:00.000Z", acts: ["restore"] })];
    const asked = answerInbox(() => anInbox({ items }));
    const page = await openInbox({ at: "/inbox?view=history" });
    await expect.element(page.getByText(/letzten 30 Tagen/u)).toBeVisible();
    await userEvent.hover(row(page, /Gewässerrandstreifen/u));
    await page.getByRole("button", { name: "Zurückholen: Gewässerrandstreifen 2027" }).click();
    await eventually(() => expect(asked.acts).toMatchObject([{ act: "restore" }]));
  });

  test("on a phone all of a row is in its menu, choosing it too", async () => {
    const asked = aLivingInbox();
    const page = await openInbox({ width: 360 });
    await page.getByRole("button", { name: `Mehr zu ${file}` }).click();
    await page.getByRole("menuitem", { name: "Auswählen" }).click();
    const bar = page.getByRole("region", { name: "Auswahl" });
    await expect.element(bar.getByText("1 ausgewählt")).toBeVisible();
    await bar.getByRole("button", { name: "Erledigt" }).click();
    await eventually(() => expect(asked.acts).toMatchObject([{ act: "done", item: "files:file:77" }]));
    // Rows that get boxes become narrower and so higher; the browser says that it measures them once more.
    expect(takeComplaints().filter((one) => !/ResizeObserver loop completed/u.test(one))).toEqual([]);
  });

  test("a thread and a source can be muted and heard again", async () => {
    const muted: unknown[] = [];
    const mutes = [{ source: "matrix", item: "matrix:room:!k", title: "Kantine", at: since }];
    const asked = aLivingInbox(someInboxItems(), { mutes });
    network.use(
      reply(muteSource, async (request) => {
        muted.push(await request.json());
        return { mutes: [] };
      }),
    );
    const page = await openInbox();
    await userEvent.hover(row(page, file));
    await page.getByRole("button", { name: `Mehr zu ${file}` }).click();
    await page.getByRole("menuitem", { name: "Dateien im Eingang stumm schalten" }).click();
    await eventually(() => expect(muted).toEqual([{ source: "files", isMuted: true }]));
    await page.getByRole("button", { name: "Wieder hören: Kantine" }).click();
    await eventually(() => expect(asked.acts).toMatchObject([{ act: "unmute", item: "matrix:room:!k" }]));
  });
});
