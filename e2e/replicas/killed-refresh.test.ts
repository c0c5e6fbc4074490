import { afterAll, beforeAll, expect, test } from "vitest";
import type pg from "pg";
import { startFleet, type Fleet, type Replica } from "../bench/fleet.ts";
import { openOnlooker, sessionAt, sessionHash, type Onlooker, signIn } from "./asking.ts";
import { askUntilHeld, openRefreshGate, type RefreshGate } from "./refresh-gate.ts";

let fleet: Fleet;
let onlooker: Onlooker;
let gate: RefreshGate;

beforeAll(async () => {
  fleet = await startFleet({
    replicas: 2,
    people: 1,
    hasTools: false,
    isDurable: false,
    environment: { PFORTE_SESSION_CACHE: "0s" },
  });
  onlooker = await openOnlooker(fleet.databaseUrl);
  gate = openRefreshGate(fleet.identityProvider);
}, 300_000);

afterAll(async () => {
  gate.close();
  await onlooker[Symbol.asyncDispose]();
  await fleet[Symbol.asyncDispose]();
}, 60_000);

const person = () => fleet.people[0] ?? { username: "", sub: "" };

function pair(): readonly [Replica, Replica] {
  const [one, two] = fleet.replicas;
  if (one === undefined || two === undefined) throw new Error("Two replicas are needed.");
  return [one, two];
}

/** The statement that waits for the row of this session; nothing of it is left once its server process is gone. */
async function endWaitingWrite(): Promise<void> {
  const waiting = "select pid from pg_stat_activity where wait_event_type = 'Lock' and query like 'update %sessions%'";
  const pids = async () => (await onlooker.pool.query<{ pid: number }>(waiting)).rows.map(({ pid }) => pid);
  await expect.poll(async () => (await pids()).length, { timeout: 10_000, interval: 5 }).toBe(1);
  const [one] = pair();
  await one.child().kill();
  await onlooker.pool.query("select pg_terminate_backend(pid) from unnest($1::int[]) as pid", [await pids()]);
}

/** Kills the first process when it has the provider's answer and has asked the database to keep it. */
async function dieOverRefresh(): Promise<string> {
  const [one] = pair();
  const cookie = await signIn(fleet, person().username);
  const hash = sessionHash(cookie);
  await onlooker.expireToken(hash);
  const held = gate.hold(person().sub);
  const { asked } = await askUntilHeld(held, async () =>
    sessionAt(fleet, one.address, cookie).catch(() => "cut" as const),
  );
  const client: pg.PoolClient = await onlooker.pool.connect();
  try {
    await client.query("begin");
    await client.query("select 1 from sessions where hash = $1 for update", [hash]);
    held.release();
    await endWaitingWrite();
  } finally {
    await client.query("rollback");
    client.release();
  }
  // Either it went on with what it knew before it died, or it took the request with it.
  expect(["cut", 200]).toContain(await asked);
  return cookie;
}

/** The dead process's lease would run out after seconds; here it does at once. */
async function endLease(cookie: string): Promise<void> {
  const { rowCount } = await onlooker.pool.query(
    "update sessions set refresh_until = now() where hash = $1 and refresh_holder is not null",
    [sessionHash(cookie)],
  );
  expect(rowCount).toBe(1);
}

test("a process that dies between the provider's answer and its own commit costs nobody their session (S13)", async () => {
  const { identityProvider } = fleet;
  identityProvider.levers.rotateRefreshTokens = false;
  const cookie = await dieOverRefresh();
  const [one, two] = pair();
  const before = identityProvider.counts.refreshes;
  expect(await Promise.all([sessionAt(fleet, two.address, cookie), sessionAt(fleet, two.address, cookie)])).toEqual([
    200, 200,
  ]);
  expect(identityProvider.counts.refreshes).toBe(before);
  await endLease(cookie);
  await expect.poll(() => identityProvider.counts.refreshes, { timeout: 10_000 }).toBe(before + 1);
  expect(await sessionAt(fleet, two.address, cookie)).toBe(200);
  await one.restart();
  expect(await sessionAt(fleet, one.address, cookie)).toBe(200);
  expect(identityProvider.counts.refreshes).toBe(before + 1);
}, 300_000);

test("where refresh tokens work once, such a death ends the session cleanly, with one more try and no loop (S13)", async () => {
  const { identityProvider } = fleet;
  identityProvider.levers.rotateRefreshTokens = true;
  const cookie = await dieOverRefresh();
  const [one, two] = pair();
  await one.restart();
  const before = identityProvider.counts.refreshes;
  await endLease(cookie);
  const status = async () => sessionAt(fleet, two.address, cookie);
  await expect.poll(status, { timeout: 15_000 }).toBe(401);
  expect(await Promise.all([status(), status(), sessionAt(fleet, one.address, cookie)])).toEqual([401, 401, 401]);
  expect(identityProvider.counts.refreshes).toBe(before + 1);
  const again = await signIn(fleet, person().username);
  expect(await sessionAt(fleet, two.address, again)).toBe(200);
}, 300_000);
