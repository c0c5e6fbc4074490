import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { aSession } from "../../test/session-record.ts";
import { nine, openReplicas } from "../../test/test-storage.ts";
import type { Arrival } from "./ports/session-store.ts";

const replicas = await openReplicas();
const { database, storage, other } = replicas;
afterAll(async () => replicas[Symbol.asyncDispose]());
beforeEach(async () => {
  for (const table of ["sessions", "known_devices", "portal_notifications"]) {
    await database.query(`delete from ${table}`);
  }
});

const arrivalFrom = (device: string): Arrival => ({
  device,
  browser: "firefox",
  system: "linux",
  notice: { id: randomUUID(), kind: "new_device", sealed: "sealed", createdAt: nine },
});

/** A sign-in of Ines from a device, so many seconds after nine. */
async function signIn(device: string, { at = 0, replaces = null as string | null, on = storage } = {}) {
  const createdAt = new Date(nine.getTime() + at * 1000);
  const record = aSession({ createdAt, lastActiveAt: createdAt, endsAt: new Date(createdAt.getTime() + 36_000_000) });
  await on.sessions.create(record, { replaces, cap: 1000, arrival: arrivalFrom(device) });
  return record;
}

const count = async (table: string) => Number((await database.query(`select count(*) from ${table}`))[0]?.["count"]);

describe("known devices", () => {
  test("make one notification, however many sign-ins from a new one arrive at the same time at two replicas", async () => {
    await signIn("desk");
    await Promise.all(
      [0, 1, 2, 3, 4, 5].map(async (at) => signIn("phone", { at, on: at % 2 === 0 ? storage : other })),
    );
    expect([await count("sessions"), await count("known_devices"), await count("portal_notifications")]).toEqual([
      7, 2, 1,
    ]);
  });

  test("are fifty at most, of which the longest unused are forgotten", async () => {
    for (let at = 0; at < 55; at += 1) await signIn(`device-${at}`, { at });
    await signIn("device-10", { at: 60 });
    const kept = (await database.query("select device from known_devices order by seen_at")).map(
      ({ device }) => device,
    );
    expect(kept).toHaveLength(50);
    expect([kept.at(0), kept.at(-1)]).toEqual(["device-5", "device-10"]);
  });

  test("are forgotten half a year after the last sign-in from them, and those used since then are not", async () => {
    const day = 24 * 3600;
    await signIn("old");
    await signIn("used", { at: 2 * day });
    await storage.sessions.sweep(new Date(nine.getTime() + 181 * day * 1000));
    expect(await database.query("select device from known_devices")).toEqual([{ device: "used" }]);
  });

  test("are none of somebody else's business: what one person's sign-in replaces says nothing of another's device", async () => {
    await signIn("desk");
    const tobias = aSession({ owner: { ...aSession().owner, subject: "tobias" }, createdAt: nine });
    await storage.sessions.create(tobias, { replaces: null, cap: 1000, arrival: arrivalFrom("desk") });
    await signIn("phone", { at: 1, replaces: tobias.hash });
    expect(await database.query("select subject from portal_notifications")).toEqual([{ subject: "ines" }]);
  });

  test("of an ended session count as new once more, but for the one on which it was ended", async () => {
    const desk = await signIn("desk");
    await signIn("desk", { at: 1 });
    await signIn("phone", { at: 2 });
    expect(await storage.sessions.endOthers(desk.owner, desk.hash, null)).toHaveLength(2);
    expect(await database.query("select device from known_devices where is_ended")).toEqual([{ device: "phone" }]);
    const before = await count("portal_notifications");
    await signIn("desk", { at: 3 });
    expect(await count("portal_notifications")).toBe(before);
    await signIn("phone", { at: 4 });
    await signIn("phone", { at: 5 });
    expect(await count("portal_notifications")).toBe(before + 1);
  });

  test("and sessions of a release that knew neither are listed without a name, and end like all others", async () => {
    const old = aSession({ createdAt: nine, lastActiveAt: nine });
    await storage.sessions.create(old, { replaces: null, cap: 1000 });
    const desk = await signIn("desk");
    const listed = await storage.sessions.listOf(old.owner, nine, 1800);
    expect(listed.find(({ hash }) => hash === old.hash)).toMatchObject({ browser: null, system: null });
    await database.query("update sessions set browser = 'from the future' where hash = $1", [desk.hash]);
    expect((await storage.sessions.listOf(old.owner, nine, 1800)).map(({ browser }) => browser)).toEqual([null, null]);
    expect((await storage.sessions.endOthers(old.owner, desk.hash, old.hash)).map(({ hash }) => hash)).toEqual([
      old.hash,
    ]);
    expect(await storage.sessions.endOthers(old.owner, old.hash, null)).toEqual([]);
    expect(await storage.sessions.find(desk.hash, nine)).not.toBeNull();
  });
});
