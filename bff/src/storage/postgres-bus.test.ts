import { expect, test } from "vitest";
import { recordedLog } from "../../test/recorded-log.ts";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { aSession } from "../../test/session-record.ts";
import { openTestStorage } from "../../test/test-storage.ts";
import { announce } from "./bus-message.ts";
import { openDatabase } from "./database.ts";
import type { BusMessage } from "./ports/bus.ts";
import type { Storage } from "./storage.ts";

const changed: BusMessage = { type: "source_changed", owner: "digest", source: "chat" };

function listen(storage: Storage): BusMessage[] {
  const heard: BusMessage[] = [];
  storage.bus.subscribe((message) => heard.push(message));
  return heard;
}

async function cutListeners(database: TestDatabase): Promise<void> {
  const cut = await database.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ~ '^(listen|select 1$)' and pid <> pg_backend_pid()",
  );
  expect(cut.length).toBeGreaterThan(0);
}

test("a message reaches every replica, the sender included, within a moment", async () => {
  await using database = await createTestDatabase();
  await using one = await openTestStorage(database);
  await using two = await openTestStorage(database);
  const heard = [listen(one), listen(two)];
  await one.bus.publish(changed);
  await expect.poll(() => heard, { timeout: 2000 }).toEqual([[changed], [changed]]);
});

test("the end of a session is heard with its commit, by the name that people get to see (S26)", async () => {
  await using database = await createTestDatabase();
  await using one = await openTestStorage(database);
  await using two = await openTestStorage(database);
  const heard = listen(two);
  const sessions = [aSession(), aSession(), aSession()] as const;
  for (const session of sessions) {
    await one.sessions.create(session, { replaces: null, cap: 10 });
  }
  await one.sessions.end(sessions[0].hash, "signed_out");
  await one.sessions.end(sessions[1].hash, "back_channel");
  await one.sessions.end(sessions[2].hash, "refresh_refused");
  const reasons = ["signed_out", "signed_out", "expired"] as const;
  await expect
    .poll(() => heard.filter(({ type }) => type !== "signed_in"), { timeout: 2000 })
    .toEqual(reasons.map((because, index) => ({ type: "session_ended", sessionHash: sessions[index]?.hash, because })));
});

test("a cut connection is known as such at once, comes back by itself and says that messages were missed (S26)", async () => {
  await using database = await createTestDatabase();
  await using one = await openTestStorage(database);
  await using two = await openTestStorage(database);
  const heard = listen(two);
  let gaps = 0;
  let wasDeaf = false;
  two.bus.onReconnect(() => (gaps += 1));
  expect(two.bus.isListening()).toBe(true);

  await cutListeners(database);
  await expect
    .poll(
      () => {
        wasDeaf ||= !two.bus.isListening();
        return wasDeaf;
      },
      { interval: 1 },
    )
    .toBe(true);
  await expect.poll(() => gaps, { timeout: 2000 }).toBe(1);
  expect(two.bus.isListening()).toBe(true);

  await one.bus.publish(changed);
  await expect.poll(() => heard, { timeout: 2000 }).toEqual([changed]);
});

test("a listener that left hears nothing more, and one that throws does not cost the others their message", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  storage.bus.subscribe(() => {
    throw new Error("a bug in a listener");
  });
  const left: BusMessage[] = [];
  storage.bus.subscribe((message) => left.push(message))();
  const heard = listen(storage);
  await storage.bus.publish(changed);
  await expect.poll(() => heard).toEqual([changed]);
  expect(left).toEqual([]);
});

test("a message of a release that this one does not know is passed over", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  const heard = listen(storage);
  for (const payload of ["not json", '{"type":"from_the_future"}', '{"type":"session_ended"}', ""]) {
    await database.query("select pg_notify('pforte', $1)", [payload]);
  }
  await storage.bus.publish(changed);
  await expect.poll(() => heard).toEqual([changed]);
});

test("after closing nothing listens and nothing connects again", async () => {
  await using database = await createTestDatabase();
  const storage = await openTestStorage(database);
  await storage.close();
  expect(storage.bus.isListening()).toBe(false);
  const open = "select 1 from pg_stat_activity where application_name = 'pforte' and datname = current_database()";
  await expect.poll(async () => database.query(open)).toEqual([]);
});

test("messages of all replicas stand in one order, which is the order of their numbers", async () => {
  await using database = await createTestDatabase();
  await using one = await openTestStorage(database);
  await using two = await openTestStorage(database);
  const numbers: [(number | null)[], (number | null)[]] = [[], []];
  [one, two].forEach(({ bus }, at) => bus.subscribe((_message, sequence = null) => numbers[at]?.push(sequence)));
  const many = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? one : two));
  await Promise.all(many.map(async (storage) => storage.bus.publish(changed)));
  await expect.poll(() => numbers.map((each) => each.length)).toEqual([40, 40]);
  expect(numbers[0]).toEqual(numbers[1]);
  expect(numbers[0]).toEqual([...numbers[0]].sort((a, b) => (a ?? 0) - (b ?? 0)));
  expect(new Set(numbers[0]).size).toBe(40);
  await using late = await openTestStorage(database);
  expect(late.bus.heardSince?.()).toBe(numbers[0].at(-1));
});

test("what was announced in a transaction is numbered at its end, so that nobody waits for the rest of it", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  const other = openDatabase({ databaseUrl: database.url, log: recordedLog() });
  const heard = listen(storage);
  const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
  const slow = other.transaction(async (tx) => {
    await announce(tx, [{ ...changed, source: "slow" }]);
    await mayEnd;
  });
  await announce(other.db, [changed]);
  await expect.poll(() => heard).toEqual([changed]);
  end();
  await slow;
  await expect.poll(() => heard).toEqual([changed, { ...changed, source: "slow" }]);
  await other.close();
});
