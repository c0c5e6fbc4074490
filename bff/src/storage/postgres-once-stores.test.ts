import { afterAll, expect, test } from "vitest";
import { hashOf } from "../../test/session-record.ts";
import { nine, openReplicas } from "../../test/test-storage.ts";

const later = new Date("2026-03-02T09:10:00Z");
let now = nine;
const replicas = await openReplicas(() => now);
const { storage, other } = replicas;
afterAll(async () => replicas[Symbol.asyncDispose]());

test("a sign-in on its way is taken by one of twenty that come back at once", async () => {
  const transaction = { hash: hashOf("twenty"), sealed: "sealed", expiresAt: later };
  await storage.loginTransactions.put(transaction);
  const takers = Array.from({ length: 20 }, async (_, index) =>
    (index % 2 === 0 ? storage : other).loginTransactions.take(transaction.hash, nine),
  );
  const taken = (await Promise.all(takers)).filter((found) => found !== null);
  expect(taken).toEqual([{ ...transaction, takenAt: expect.any(Date) }]);
});

test("a sign-in on its way is worth nothing once it expired, and was never there under another hash", async () => {
  await storage.loginTransactions.put({ hash: hashOf("late"), sealed: "sealed", expiresAt: later });
  expect(await storage.loginTransactions.take(hashOf("other"), nine)).toBeNull();
  expect(await storage.loginTransactions.take(hashOf("late"), later)).toBeNull();
  expect(await storage.loginTransactions.take(hashOf("late"), nine)).toBeNull();
});

test("sweeping removes expired sign-ins and leaves the others", async () => {
  await storage.loginTransactions.put({ hash: hashOf("old"), sealed: "sealed", expiresAt: nine });
  await storage.loginTransactions.put({ hash: hashOf("young"), sealed: "sealed", expiresAt: later });
  expect(await storage.loginTransactions.sweep(nine)).toBe(1);
  expect(await storage.loginTransactions.take(hashOf("young"), nine)).not.toBeNull();
});

test("an identifier is claimed by one of many at once, on two replicas", async () => {
  const claims = Array.from({ length: 20 }, async (_, index) =>
    (index % 2 === 0 ? storage : other).replays.claim("jti-1", later),
  );
  expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
});

test("an identifier of any length may be claimed again only after it expired", async () => {
  const long = "j".repeat(100_000);
  expect(await storage.replays.claim(long, later)).toBe(true);
  now = new Date(later.getTime() - 1);
  expect(await storage.replays.claim(long, later)).toBe(false);
  now = later;
  expect(await storage.replays.claim(long, new Date("2026-03-02T09:20:00Z"))).toBe(true);
  expect(await storage.replays.claim(long, new Date("2026-03-02T09:20:00Z"))).toBe(false);
  now = nine;
});

test("sweeping forgets identifiers that expired, and no others", async () => {
  await storage.replays.claim("short", nine);
  await storage.replays.claim("long", later);
  expect(await storage.replays.sweep(nine)).toBe(1);
  expect(await storage.replays.claim("long", later)).toBe(false);
});
