import { describe, expect, it } from "vitest";
import { createTestDatabase } from "../../test/database.ts";
import { quietLog } from "../../test/quiet-log.ts";
import { aSession } from "../../test/session-record.ts";
import { nine, openTestStorage } from "../../test/test-storage.ts";
import type { Bus, BusMessage } from "../storage/ports/bus.ts";
import type { SessionRecord, SessionStore } from "../storage/ports/session-store.ts";
import { StorageUnavailableError } from "../storage/storage.ts";
import { Sessions } from "./sessions.ts";

const settings = { idleSeconds: 1800, absoluteSeconds: 36_000, cacheSeconds: 5, perPerson: 20 };

/** A bus that a test speaks on. */
function aBus() {
  const listeners = new Set<(message: BusMessage) => void>();
  const reconnected = new Set<() => void>();
  const state = { isListening: true };
  const bus: Bus = {
    publish: async (message) => listeners.forEach((listener) => listener(message)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isListening: () => state.isListening,
    onReconnect(listener) {
      reconnected.add(listener);
      return () => reconnected.delete(listener);
    },
  };
  return { bus, state, reconnect: () => reconnected.forEach((listener) => listener()) };
}

/** Sessions over a store that a test answers for; everything else of the store is not reached. */
function stage(find: () => Promise<SessionRecord | null>) {
  let time = nine.getTime();
  const count = { reads: 0, ends: 0 };
  const store = {
    find: async () => {
      count.reads += 1;
      return find();
    },
    end: async () => {
      count.ends += 1;
      return null;
    },
  };
  const bus = aBus();
  const now = () => new Date(time);
  // Only these two are called here.
  const sessions = new Sessions({
    store: store as unknown as SessionStore,
    bus: bus.bus,
    settings,
    now,
    log: quietLog,
  });
  return { sessions, count, ...bus, pass: (seconds: number) => void (time += seconds * 1000) };
}

const living = (changes: Partial<SessionRecord> = {}) => aSession({ lastActiveAt: nine, ...changes });

describe("sessions in memory", () => {
  it("are answered for seconds without the store, and no longer", async () => {
    const record = living();
    const { sessions, count, pass } = stage(async () => record);
    for (let round = 0; round < 50; round += 1) {
      expect(await sessions.find(record.hash)).toBe(record);
    }
    expect(count.reads).toBe(1);
    pass(5);
    await sessions.find(record.hash);
    expect(count.reads).toBe(2);
  });

  it("are not believed while nobody would tell of their end (S26)", async () => {
    const record = living();
    const { sessions, count, state } = stage(async () => record);
    await sessions.find(record.hash);
    state.isListening = false;
    await sessions.find(record.hash);
    await sessions.find(record.hash);
    expect(count.reads).toBe(3);
  });

  it("are not believed after a clock was set back", async () => {
    const record = living();
    const { sessions, count, pass } = stage(async () => record);
    await sessions.find(record.hash);
    pass(-3600);
    await sessions.find(record.hash);
    expect(count.reads).toBe(2);
  });

  it("stay ended when the end is heard while the store is still answering (S26)", async () => {
    const record = living();
    const answer = Promise.withResolvers<SessionRecord>();
    const { sessions, bus } = stage(() => answer.promise);
    const reading = sessions.find(record.hash);
    await bus.publish({ type: "session_ended", sessionHash: record.hash, because: "signed_out" });
    answer.resolve(record);
    expect(await reading).toBeNull();
    expect(await sessions.find(record.hash)).toBeNull();
  });

  it("are not made of what was read before a gap in the messages (S26)", async () => {
    const record = living();
    const answer = Promise.withResolvers<SessionRecord>();
    const { sessions, count, reconnect } = stage(() => answer.promise);
    const reading = sessions.find(record.hash);
    reconnect();
    answer.resolve(record);
    await reading;
    await sessions.find(record.hash);
    expect(count.reads).toBe(2);
  });

  it("end on every replica when one ends them (S26)", async () => {
    await using database = await createTestDatabase();
    await using one = await openTestStorage(database);
    await using two = await openTestStorage(database);
    const replicas = [one, two].map(
      ({ sessions: store, bus }) => new Sessions({ store, bus, settings, now: () => nine, log: quietLog }),
    );
    const [first, second] = [replicas[0], replicas[1]];
    const record = living();
    await first?.create(record, { replaces: null, startedAt: nine });
    expect((await second?.find(record.hash))?.hash).toBe(record.hash);
    await first?.end(record.hash, "signed_out");
    // The clock stands still: only the message can have emptied the memory.
    await expect.poll(async () => second?.find(record.hash), { timeout: 2000, interval: 20 }).toBeNull();
    expect(await first?.find(record.hash)).toBeNull();
  });
});

describe("limits of a session", () => {
  it("end it when nothing was done for as long as is allowed (S19)", async () => {
    const record = living();
    const { sessions, count, pass } = stage(async () => record);
    pass(1799);
    expect(await sessions.find(record.hash)).toBe(record);
    pass(1);
    expect(await sessions.find(record.hash)).toBeNull();
    expect(count.ends).toBe(1);
  });

  it("end it at its absolute end, whatever was done (S19)", async () => {
    const endsAt = new Date(nine.getTime() + 60_000);
    const record = living({ endsAt });
    const { sessions, pass } = stage(async () => record);
    expect(sessions.signedIn(record).idleEndsAt).toEqual(endsAt);
    pass(60);
    expect(await sessions.find(record.hash)).toBeNull();
  });

  it("are extended by acts, with a write once a minute at most (S19)", async () => {
    await using database = await createTestDatabase();
    await using storage = await openTestStorage(database);
    let time = nine.getTime();
    let touches = 0;
    const store: SessionStore = {
      ...storage.sessions,
      touch: async (hash, at) => {
        touches += 1;
        await storage.sessions.touch(hash, at);
      },
    };
    const sessions = new Sessions({ store, bus: storage.bus, settings, now: () => new Date(time), log: quietLog });
    const record = living();
    await sessions.create(record, { replaces: null, startedAt: nine });
    const { principal } = sessions.signedIn(record);
    for (let second = 0; second < 180; second += 1) {
      await sessions.markActive(principal);
      time += 1000;
    }
    expect(touches).toBe(2);
    time += 1_730_000;
    expect((await sessions.find(record.hash))?.lastActiveAt).toEqual(new Date(nine.getTime() + 120_000));
  });
});

it("activity that a full disk keeps from being noted keeps nobody from reading, and is noted later (F26)", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  let time = nine.getTime();
  let isFull = true;
  const store: SessionStore = {
    ...storage.sessions,
    async touch(hash, at) {
      if (isFull) throw new StorageUnavailableError("No space left on device.");
      await storage.sessions.touch(hash, at);
    },
  };
  const sessions = new Sessions({ store, bus: storage.bus, settings, now: () => new Date(time), log: quietLog });
  const record = living();
  await sessions.create(record, { replaces: null, startedAt: nine });
  const { principal } = sessions.signedIn(record);
  time += 100_000;
  await sessions.markActive(principal);
  expect((await sessions.read(record.hash))?.lastActiveAt).toEqual(nine);
  isFull = false;
  await sessions.markActive(principal);
  expect((await sessions.read(record.hash))?.lastActiveAt).toEqual(new Date(time));
});

it("tidying up that fails neither undoes nor delays the end of a session", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  const { sessions: store, bus } = storage;
  const sessions = new Sessions({ store, bus, settings, now: () => nine, log: quietLog });
  const heard: string[] = [];
  sessions.onEnded(async () => {
    throw new Error("the tool does not answer");
  });
  sessions.onEnded(async ({ because }) => void heard.push(because));
  const record = living();
  await sessions.create(record, { replaces: null, startedAt: nine });
  expect((await sessions.end(record.hash, "signed_out"))?.hash).toBe(record.hash);
  expect(await sessions.find(record.hash)).toBeNull();
  expect(await sessions.end(record.hash, "signed_out")).toBeNull();
  expect(heard).toEqual(["signed_out"]);
});
