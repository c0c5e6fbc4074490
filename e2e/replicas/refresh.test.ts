import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startFleet, type Fleet } from "../bench/fleet.ts";
import { portalClientId } from "../world/clients.ts";
import {
  ask,
  askWhether,
  openOnlooker,
  sessionAt,
  sessionHash,
  type Onlooker,
  signIn,
  type unexcused,
} from "./asking.ts";
import { askUntilHeld, openRefreshGate, tryRefreshToken, type RefreshGate } from "./refresh-gate.ts";

// By hand: PFORTE_REFRESH_ROUNDS=200 PFORTE_RACES=500, for a full run.
const rounds = Number(process.env["PFORTE_REFRESH_ROUNDS"] ?? 20);
const races = Number(process.env["PFORTE_RACES"] ?? 30);
/** Races run side by side, each with a person of its own. */
const lanes = 3;

let fleet: Fleet;
let onlooker: Onlooker;
let gate: RefreshGate;

beforeAll(async () => {
  fleet = await startFleet({
    replicas: 2,
    people: lanes + 1,
    hasTools: false,
    isDurable: false,
    // The end of a token's life is written into the database, and seen at once.
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

const addresses = () => fleet.replicas.map(({ address }) => address) as [string, string];
const personAt = (at: number) => fleet.people[at] ?? { username: "", sub: "" };

/** A busy process may say "not now", and when, and then the page comes again; a session is lost by a 401 only. */
async function askPatiently(address: string, cookie: string, path: string): Promise<number | typeof unexcused> {
  for (let tries = 1; ; tries += 1) {
    const status = await askWhether(fleet, address, cookie, { path });
    if (status !== 503 || tries === 20) return status;
    await sleep(100);
  }
}

/** Whether what the provider answered is kept, and nobody refreshes any more. */
async function isFresh(hash: string): Promise<boolean> {
  const text = "select 1 from sessions where hash = $1 and access_expires_at > now() and refresh_holder is null";
  return (await onlooker.pool.query(text, [hash])).rowCount === 1;
}

/** What was wrong in each round. */
async function refreshTogether(isRotating: boolean): Promise<readonly unknown[]> {
  const { identityProvider, replicas } = fleet;
  identityProvider.levers.rotateRefreshTokens = isRotating;
  const cookie = await signIn(fleet, personAt(lanes).username);
  const wrong: unknown[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    await onlooker.expireToken(sessionHash(cookie));
    const before = identityProvider.counts.refreshes;
    const statuses = await Promise.all(
      Array.from({ length: 100 }, async (_, at) => {
        const address = replicas[at % replicas.length]?.address ?? "";
        return askPatiently(address, cookie, at % 5 === 0 ? "/" : "/api/session");
      }),
    );
    // Where the provider takes long, people go on with what is known; a second refresh would count in the next round.
    await expect.poll(() => identityProvider.counts.refreshes, { timeout: 20_000 }).toBeGreaterThan(before);
    await expect.poll(async () => isFresh(sessionHash(cookie)), { timeout: 20_000 }).toBe(true);
    const refreshes = identityProvider.counts.refreshes - before;
    const others = statuses.filter((status) => status !== 200);
    if (refreshes !== 1 || others.length > 0) wrong.push({ round, refreshes, others });
  }
  return wrong;
}

test("a hundred requests at once at the end of a token's life cost two processes one refresh and nobody their session (S13)", async () => {
  expect(await refreshTogether(false)).toEqual([]);
}, 900_000);

test("with refresh tokens that work once, a hundred requests at once still cost one refresh and nobody their session (S13)", async () => {
  expect(await refreshTogether(true)).toEqual([]);
}, 900_000);

/** Three orders in which an end and a refresh can meet; the last two leave it to chance who is first in the database. */
const orders = ["the end first", "the answer during the end", "the answer first"] as const;

/** One refresh whose answer meets the end of its session; returns what is wrong afterwards. */
async function race(lane: number, turn: number, end: (cookie: string, sub: string) => Promise<void>) {
  const { identityProvider, clientSecret } = fleet;
  const { username, sub } = personAt(lane);
  const order = orders[turn % orders.length] ?? "the end first";
  const cookie = await signIn(fleet, username);
  const hash = sessionHash(cookie);
  await onlooker.expireToken(hash);
  const held = gate.hold(sub);
  const [first, second] = addresses();
  const { asked: refreshing, newToken } = await askUntilHeld(held, async () => sessionAt(fleet, second, cookie));
  if (order === "the answer first") held.release();
  const ending = end(cookie, sub);
  if (order === "the end first") await ending;
  if (order === "the answer during the end") await sleep(Math.random() * 12);
  held.release();
  await Promise.all([ending, refreshing]);
  const alive = await Promise.all([sessionAt(fleet, first, cookie), sessionAt(fleet, second, cookie)]);
  const { rows } = await onlooker.pool.query(
    "select ended_at is not null and access_token is null and refresh_token is null and id_token is null as is_dead from sessions where hash = $1",
    [hash],
  );
  // No page waits for the revocation at the provider, so it may still be on its way.
  const client = { id: portalClientId, secret: clientSecret };
  const after = { timeout: 10_000, message: `the new tokens after turn ${turn}, ${order}` };
  await expect.poll(async () => tryRefreshToken(identityProvider, client, newToken), after).toBe(400);
  return { turn, order, alive, rows, newToken };
}

async function raceAll(
  count: number,
  isRotating: boolean,
  end: (cookie: string, sub: string) => Promise<void>,
  isRevokedAfter: (order: (typeof orders)[number]) => boolean,
): Promise<number> {
  fleet.identityProvider.levers.rotateRefreshTokens = isRotating;
  let turns = 0;
  const lane = async (at: number) => {
    while (turns < count) {
      turns += 1;
      const { turn, order, alive, rows, newToken } = await race(at, turns, end);
      expect({ turn, order, alive, rows }).toEqual({ turn, order, alive: [401, 401], rows: [{ is_dead: true }] });
      const isAsExpected = () => gate.revoked.has(newToken) || !isRevokedAfter(order);
      await expect.poll(isAsExpected, { timeout: 10_000, message: `revoked after turn ${turn}` }).toBe(true);
    }
  };
  await Promise.all(Array.from({ length: lanes }, async (_, at) => lane(at)));
  return turns;
}

async function signOutAtOther(cookie: string): Promise<void> {
  const [first] = addresses();
  expect(await ask(fleet, first, cookie, { path: "/auth/logout", method: "POST" })).toBe(303);
}

test("a sign-out at one process wins against a refresh at the other, whose new tokens are revoked (S13)", async () => {
  expect(await raceAll(races, true, signOutAtOther, () => true)).toBe(races);
}, 900_000);

test("a logout by the provider wins against a refresh that is in flight, whose new tokens are revoked (F14, S13)", async () => {
  const { identityProvider } = fleet;
  const endThere = async (_cookie: string, sub: string) => {
    const deliveries = await identityProvider.endPersonSessions(sub);
    // One for this session, and one for each that was only ended here.
    expect(new Set(deliveries.map(({ status }) => status))).toEqual(new Set([200]));
  };
  // Where the refresh was first, its tokens die with the provider's session.
  const half = Math.ceil(races / 2);
  expect(await raceAll(half, true, endThere, (order) => order === "the end first")).toBe(half);
}, 900_000);
