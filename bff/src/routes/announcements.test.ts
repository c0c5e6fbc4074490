import { randomUUID } from "node:crypto";
import type { announcementSchema } from "@pforte/shared/contract/admin-live";
import { putAnnouncement, readLive, removeAnnouncement } from "@pforte/shared/contract/admin-live";
import { answerAnnouncement } from "@pforte/shared/contract/announcements";
import { readHome } from "@pforte/shared/contract/home";
import { actOnInbox, readInbox, undoInboxActs, type InboxActRequest } from "@pforte/shared/contract/inbox";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { openStream } from "../../test/open-stream.ts";
import type { TestPerson } from "../../test/person.ts";
import { buildTestPortal, type TestPortal } from "../../test/portal.ts";
import { startSecondReplica } from "../../test/second-replica.ts";

type Written = z.input<typeof announcementSchema>;

let portal: TestPortal;
let katharina: TestPerson;
let ines: TestPerson;
let tobias: TestPerson;
beforeAll(async () => {
  portal = await buildTestPortal({ config: { anonymousAccess: true } });
  [katharina, ines, tobias] = await Promise.all([portal.as("katharina"), portal.as("ines"), portal.as("tobias")]);
});
afterAll(async () => portal[Symbol.asyncDispose]());
afterEach(async () => {
  for (const { announcement, version } of (await katharina.call(readLive)).announcements) {
    await katharina.call(removeAnnouncement, { params: { key: announcement.key }, ifMatch: version });
  }
});

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

async function announce(changes: Partial<Written> = {}, { version = 0, showAgain = false } = {}) {
  const announcement = {
    key: "move",
    severity: "info" as const,
    title: { de: "Umzug am Freitag", en: "Moving on Friday" },
    text: { de: "Die Dateien ziehen um.", en: "The files move." },
    ...changes,
  };
  const { key } = announcement;
  const body = { announcement, showAgain };
  return (await katharina.call(putAnnouncement, { params: { key }, ifMatch: version, body })).version;
}

const strip = async (who: TestPerson) => (await who.call(readHome)).announcements;
const revisionFor = async (who: TestPerson, key = "move") =>
  (await strip(who)).find((one) => one.key === key)?.revision ?? 0;
const entries = async (who: TestPerson, view: "open" | "history" = "open") =>
  (await who.call(readInbox, { query: { view } })).items.filter(({ id }) => id.startsWith("portal:announcement:"));

async function answer(who: TestPerson, given: "put_away" | "confirmed", key = "move") {
  const revision = await revisionFor(who, key);
  await who.call(answerAnnouncement, { body: { key, revision, answer: given } });
}

async function act(who: TestPerson, request: Partial<InboxActRequest> & Pick<InboxActRequest, "act" | "item">) {
  const id = randomUUID();
  const acts = [{ id, changes: [], ...request }];
  return { id, state: (await who.call(actOnInbox, { body: { acts } })).outcomes[0]?.state };
}

describe("an announcement", () => {
  test("is on the page and in the inbox of whom it is for, in their language, and nowhere for others (S64)", async () => {
    const { groups } = await groupsOf("ines");
    const before = await tobias.get("/");
    await announce({ groups: [groups[0] ?? "none"], tile: "files", severity: "danger" });
    expect(await strip(ines)).toEqual([
      {
        key: "move",
        revision: expect.any(Number),
        severity: "danger",
        title: "Umzug am Freitag",
        text: "Die Dateien ziehen um.",
        isSticky: false,
        until: null,
        tile: { key: "files", name: "Dateien", href: expect.stringMatching(/^https:/u) },
        acknowledgement: null,
      },
    ]);
    expect(await entries(ines)).toMatchObject([
      { object: { kind: "portal", title: "Umzug am Freitag", href: expect.stringMatching(/^https:/u) }, isRead: false },
    ]);
    const english = await (await ines.get("/", { "accept-language": "en" })).text();
    expect(english).toContain("Moving on Friday");
    const after = await tobias.get("/");
    expect(after.headers.get("etag")).toBe(before.headers.get("etag"));
    const everything = [await after.text(), await strip(tobias), await tobias.call(readInbox, { query: {} })];
    expect(JSON.stringify(everything)).not.toMatch(/Umzug am Freitag|"move"|announcement:/u);
  });

  test("without groups is for everybody who is signed in, and before sign-in only if it is public", async () => {
    const page = async () => (await portal.nobody.get("/")).text();
    await announce();
    expect([(await strip(tobias)).length, (await page()).includes("Umzug am Freitag")]).toEqual([1, false]);
    await announce({ key: "all", title: { de: "Störung überall" }, public: true, severity: "warning" });
    expect((await strip(tobias)).map(({ key }) => key)).toEqual(["all", "move"]);
    expect(await page()).toContain("Störung überall");
  });

  test.each([
    ["put_away", {}],
    ["confirmed", { acknowledgement: { deadline: "2099-01-01T00:00:00Z" } }],
  ] as const)(
    "that was %s is gone in other tabs, after a new sign-in, on another replica, after a correction",
    async (given, more) => {
      await using second = await startSecondReplica(portal);
      const version = await announce(more);
      await expect.poll(async () => (await second.read(ines, readHome)).announcements.length).toBe(1);
      const tab = await openStream(portal.origin, ines);
      const others = await openStream(portal.origin, tobias);
      await answer(ines, given);
      await expect.poll(() => tab.events()).toContainEqual({ type: "live_changed" });
      expect(others.events()).toEqual([{ type: "resync" }]);
      await Promise.all([tab.close(), others.close()]);
      expect(await strip(ines)).toEqual([]);
      await expect.poll(async () => (await second.read(ines, readHome)).announcements).toEqual([]);
      await announce({ ...more, title: { de: "Umzug am Freitag um 9" } }, { version });
      await expect.poll(async () => (await second.read(tobias, readHome)).announcements[0]?.title).toMatch(/um 9$/u);
      expect((await second.read(ines, readHome)).announcements).toEqual([]);
      expect(await strip(ines)).toEqual([]);
      expect(await strip(await portal.as("ines"))).toEqual([]);
      expect((await strip(tobias)).map(({ title }) => title)).toEqual(["Umzug am Freitag um 9"]);
    },
  );

  test("comes again for those who had answered it only when it is shown again, and as a new one after a removal", async () => {
    const version = await announce();
    await answer(ines, "put_away");
    const again = await announce({}, { version, showAgain: true });
    expect(await strip(ines)).toHaveLength(1);
    await answer(ines, "put_away");
    await katharina.call(removeAnnouncement, { params: { key: "move" }, ifMatch: again });
    expect(await strip(tobias)).toEqual([]);
    await announce();
    expect(await strip(ines)).toHaveLength(1);
  });

  test("answers the same answer again with yes, and refuses one that it does not take", async () => {
    await announce();
    const revision = await revisionFor(ines);
    const ask = async (who: TestPerson, body: object) =>
      (await who.send("POST", "/api/announcements/answer", { body: JSON.stringify(body) })).status;
    const given = { key: "move", revision, answer: "put_away" };
    expect([await ask(ines, given), await ask(ines, given)]).toEqual([200, 200]);
    expect(await ask(ines, { ...given, answer: "confirmed" })).toBe(409);
    expect(await ask(ines, { ...given, revision: revision + 1 })).toBe(409);
    expect(await ask(ines, { ...given, key: "unknown" })).toBe(404);
    expect(await ask(ines, { ...given, owner: "somebody" })).toBe(400);
    expect(await ask(portal.nobody, given)).toBe(401);
    await announce({ key: "sticky", isSticky: true });
    await announce({ key: "duty", acknowledgement: {} });
    await announce({ key: "others", groups: ["nobody-is-in-it"] });
    for (const key of ["sticky", "duty"]) {
      expect(await ask(ines, { ...given, key, revision: await revisionFor(ines, key) })).toBe(409);
    }
    expect(await ask(ines, { ...given, key: "others", revision: 1 })).toBe(404);
  });

  test("ends at its end without anybody writing, and open pages hear of it", async () => {
    const stream = await openStream(portal.origin, ines);
    const instant = new Date(Date.now() + 3000).toISOString();
    await announce({ until: instant });
    await announce({ key: "next", title: { de: "Danach" }, from: instant });
    expect((await strip(ines)).map(({ key }) => key)).toEqual(["move"]);
    // Twice for what was written, and once more for the instant.
    const told = () => stream.events().filter(({ type }) => type === "live_changed").length;
    await expect.poll(told, { timeout: 8000 }).toBe(3);
    await expect.poll(async () => (await strip(ines)).map(({ key }) => key)).toEqual(["next"]);
    expect((await entries(ines)).map(({ object }) => object.title)).toEqual(["Danach"]);
    await stream.close();
  });
});

describe("an announcement in the inbox", () => {
  test("is put away by its done, comes back with its undo, and leaves when it is answered on the page", async () => {
    await announce();
    const item = `portal:announcement:move:${await revisionFor(ines)}`;
    const changes = ["announced"];
    expect(await act(ines, { act: "read", item, changes })).toMatchObject({ state: "applied" });
    const done = await act(ines, { act: "done", item, changes });
    expect([done.state, await strip(ines), await entries(ines)]).toEqual(["applied", [], []]);
    expect(await entries(ines, "history")).toMatchObject([{ id: item }]);
    const { outcomes } = await ines.call(undoInboxActs, { body: { acts: [done.id] } });
    expect(outcomes).toEqual([{ id: done.id, state: "undone" }]);
    expect([(await strip(ines)).length, (await entries(ines)).length]).toEqual([1, 1]);
    await answer(ines, "put_away");
    expect(await entries(ines)).toEqual([]);
  });

  test("is confirmed by its own action; done hides the row and leaves the duty on the page", async () => {
    await announce({ acknowledgement: { deadline: "2027-03-01T11:00:00Z" } });
    const [entry] = await entries(ines);
    expect(entry?.changes[0]?.text).toBe("Bitte bis 01.03.2027, 12:00 bestätigen. Die Dateien ziehen um.");
    expect(entry?.actions).toEqual([{ id: "confirm", label: "Lesen bestätigen", isPrimary: true }]);
    const item = entry?.id ?? "";
    expect(await act(ines, { act: "done", item, changes: ["announced"] })).toMatchObject({ state: "applied" });
    expect([(await strip(ines)).length, (await entries(ines)).length]).toEqual([1, 0]);
    const request = { act: "action" as const, item, changes: ["announced"] };
    expect(await act(ines, { ...request, action: "other" })).toMatchObject({ state: "refused" });
    expect(await act(ines, { ...request, action: "confirm" })).toMatchObject({ state: "applied" });
    expect(await act(ines, { ...request, action: "confirm" })).toMatchObject({ state: "applied" });
    expect(await strip(ines)).toEqual([]);
    const stale = { ...request, item: "portal:announcement:move:999", action: "confirm" };
    expect(await act(ines, stale)).toMatchObject({ state: "overtaken" });
    expect(await act(ines, { ...stale, item: "portal:announcement:gone:1" })).toMatchObject({ state: "refused" });
  });

  test("comes back as a reminder so many hours before its deadline, and never once it is confirmed", async () => {
    const acknowledgement = { deadline: inHours(2), remindHoursBefore: 1 };
    const from = inHours(-2);
    const version = await announce({ from, acknowledgement });
    const [first] = await entries(ines);
    expect(first?.changes.map(({ id }) => id)).toEqual(["announced"]);
    await act(ines, { act: "done", item: first?.id ?? "", changes: ["announced"] });
    expect(await entries(ines)).toEqual([]);
    await announce({ from, acknowledgement: { ...acknowledgement, remindHoursBefore: 3 } }, { version });
    expect(await entries(ines)).toMatchObject([{ changes: [{ id: "reminder", reason: "reminder", isRead: false }] }]);
    await answer(ines, "confirmed");
    expect(await entries(ines)).toEqual([]);
  });
});

async function groupsOf(username: string) {
  const [row] = await portal.database.query(
    `select groups from sessions where username = '${username}' and ended_at is null limit 1`,
  );
  return row as { readonly groups: readonly string[] };
}
