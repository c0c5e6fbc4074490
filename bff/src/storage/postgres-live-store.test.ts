import { expect, test } from "vitest";
import { createTestDatabase } from "../../test/database.ts";
import { nine, openReplicas, openTestStorage } from "../../test/test-storage.ts";
import type { BusMessage } from "./ports/bus.ts";
import type { LiveStore } from "./ports/live-store.ts";
import { ownerDigest } from "./principal.ts";

const issuer = "https://id.example.org/realms/pforte";
const ines = { issuer, subject: "ines" };
const tobias = { issuer, subject: "tobias" };
const katharina = { kind: "person", issuer, subject: "katharina", name: "Katharina Vogt" } as const;
const by = { actor: katharina, requestId: "request-1", action: "announcement.changed" } as const;
const who = { username: "ines", name: "Ines Behn" };

/** An announcement as it lies in the store, as far as the store looks at it. */
const aBody = (revision: number, until?: string) => ({
  announcement: { key: "move", ...(until !== undefined && { until }) },
  revision,
});

const put = async (live: LiveStore, version: number, body: unknown, key = "move") =>
  live.put({ kind: "announcement", key, body: body === null ? null : () => body }, version, by);

test("an immediate change, its audit row and its announcement to other replicas are one", async () => {
  await using replicas = await openReplicas();
  const { storage, other, database } = replicas;
  const heard: BusMessage[] = [];
  other.bus.subscribe((message) => heard.push(message));

  const made = await put(storage.administration.live, 0, aBody(1));
  expect(made).toEqual({
    kind: "announcement",
    key: "move",
    version: 1,
    body: aBody(1),
    changedAt: nine,
    changedBy: katharina,
  });
  expect(await other.administration.live.items()).toEqual([made]);
  await expect.poll(() => heard).toEqual([{ type: "live_changed" }]);
  expect(await database.query("select action, target, before, after, actor, request_id from audit")).toEqual([
    {
      action: "announcement.changed",
      target: "announcements/move",
      before: null,
      after: aBody(1),
      actor: katharina,
      request_id: "request-1",
    },
  ]);
});

test("of many who change the same version one wins, and only that one is written down (S62)", async () => {
  await using replicas = await openReplicas();
  const { storage, other, database } = replicas;
  const all = async (version: number) => {
    const written = [1, 2, 3, 4, 5, 6].map(async (mark) =>
      put((mark % 2 === 0 ? storage : other).administration.live, version, aBody(mark)),
    );
    return (await Promise.all(written)).filter((each) => each !== null);
  };

  expect(await all(0)).toHaveLength(1);
  expect(await all(1)).toHaveLength(1);
  expect(await all(1)).toHaveLength(0);
  expect(await all(0)).toHaveLength(0);
  expect(await database.query("select count(*)::integer as rows from audit")).toEqual([{ rows: 2 }]);
});

test("what was removed is gone, cannot be removed again, and comes back under a version that was never used", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  const { live } = storage.administration;
  await put(live, 0, aBody(1));
  expect(await put(live, 1, null)).toMatchObject({ version: 2, body: null });
  expect(await live.items()).toEqual([]);
  expect(await put(live, 2, null)).toBeNull();
  expect(await put(live, 2, aBody(9))).toBeNull();
  expect(await live.find("announcement", "move")).toMatchObject({ version: 2, body: null });
  const seen: unknown[] = [];
  const body = (version: number, before: unknown) => {
    seen.push([version, before]);
    return aBody(version);
  };
  expect(await live.put({ kind: "announcement", key: "move", body }, 0, by)).toMatchObject({ version: 3 });
  expect(seen).toEqual([[3, null]]);
});

test("the first answer stays, but a confirmation wins over putting away; each person's pages are told", async () => {
  let now = nine;
  await using replicas = await openReplicas(() => now);
  const { storage, other } = replicas;
  const { live } = storage.administration;
  const heard: BusMessage[] = [];
  other.bus.subscribe((message) => heard.push(message));
  const given = { announcement: "move", revision: 1 };

  await live.answer(ines, who, { ...given, answer: "put_away" });
  now = new Date("2026-03-02T10:00:00Z");
  await live.answer(ines, who, { ...given, answer: "put_away" });
  expect(await live.answersOf(ines)).toEqual([{ ...given, answer: "put_away", at: nine }]);
  await live.answer(ines, who, { ...given, answer: "confirmed" });
  expect(await live.answersOf(ines)).toEqual([{ ...given, answer: "confirmed", at: now }]);
  const later = now;
  now = new Date("2026-03-02T11:00:00Z");
  await live.answer(ines, who, { ...given, answer: "put_away" });
  await live.answer(ines, who, { ...given, answer: "confirmed" });
  await live.takeBack(ines, "move", 1);
  expect(await other.administration.live.answersOf(ines)).toEqual([{ ...given, answer: "confirmed", at: later }]);
  expect(await live.answersOf(tobias)).toEqual([]);
  const told = { type: "announcement_answered", owner: ownerDigest(ines) };
  await expect.poll(() => heard).toEqual([told, told, told, told, told, told]);
});

test("what was put away can be taken back", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  const { live } = storage.administration;
  await live.answer(ines, who, { announcement: "move", revision: 1, answer: "put_away" });
  await live.answer(tobias, who, { announcement: "move", revision: 1, answer: "put_away" });
  await live.takeBack(ines, "move", 1);
  expect([(await live.answersOf(ines)).length, (await live.answersOf(tobias)).length]).toEqual([0, 1]);
});

test("confirmations are counted at the revision that holds, and proven at all", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  const { live } = storage.administration;
  await put(live, 0, aBody(2));
  await live.answer(ines, who, { announcement: "move", revision: 1, answer: "confirmed" });
  await live.answer(ines, who, { announcement: "move", revision: 2, answer: "confirmed" });
  await live.answer(
    tobias,
    { username: "tobias", name: "Tobias Hahn" },
    { announcement: "move", revision: 2, answer: "put_away" },
  );
  expect(await live.confirmedCounts()).toEqual(new Map([["move", 1]]));
  const row = { ...who, at: nine };
  expect((await live.proof("move")).toSorted((one, two) => one.revision - two.revision)).toEqual([
    { ...row, revision: 1 },
    { ...row, revision: 2 },
  ]);
});

test("who answered is forgotten after the time that it is kept, counted from the end of the announcement", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  const { live } = storage.administration;
  await put(live, 0, aBody(1, "2026-03-10T09:00:00Z"), "ended");
  await put(live, 0, aBody(1), "running");
  await put(live, 0, aBody(1), "removed");
  await put(live, 1, null, "removed");
  for (const announcement of ["ended", "running", "removed", "unknown"]) {
    await live.answer(ines, who, { announcement, revision: 1, answer: "confirmed" });
  }
  const left = async (before: string) => {
    await live.sweep(new Date(before));
    return (await live.answersOf(ines)).map(({ announcement }) => announcement).toSorted();
  };
  expect(await left("2026-03-02T09:00:00Z")).toEqual(["ended", "removed", "running", "unknown"]);
  expect(await left("2026-03-02T09:00:01Z")).toEqual(["ended", "running"]);
  expect(await left("2026-03-10T09:00:00Z")).toEqual(["ended", "running"]);
  expect(await left("2026-03-10T09:00:01Z")).toEqual(["running"]);
});

test("who answered is forgotten also where an end was said with an offset that only the contract knows", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  const { live } = storage.administration;
  await put(live, 0, aBody(1, "2026-03-11T05:00:00+20:00"), "ended");
  await put(live, 0, aBody(1, "0000-01-01T00:00:00Z"), "long-ago");
  for (const announcement of ["ended", "long-ago"]) {
    await live.answer(ines, who, { announcement, revision: 1, answer: "confirmed" });
  }
  expect(await live.sweep(new Date("2026-03-10T09:00:00Z"))).toBe(1);
  expect(await live.sweep(new Date("2026-03-10T09:00:01Z"))).toBe(1);
});
