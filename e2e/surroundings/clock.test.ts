import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startFleet, type Fleet, type Replica } from "../bench/fleet.ts";
import { ask, openOnlooker, sessionAt, sessionHash } from "../replicas/asking.ts";
import { faketime, isMissing } from "./needs.ts";

/** Two replicas whose hosts' clocks a test sets while they run. */
async function startAskew(people: number) {
  const folder = await mkdtemp(join(tmpdir(), "pforte-clocks-"));
  const fileOf = (replica: number): string => join(folder, `clock-${replica}`);
  const set = async (replica: number, seconds: number): Promise<void> =>
    writeFile(fileOf(replica), `${seconds < 0 ? "" : "+"}${seconds}\n`);
  await Promise.all([set(0, 0), set(1, 0)]);
  const fleet = await startFleet({
    replicas: 2,
    people,
    hasTools: false,
    isDurable: false,
    within: (replica) => [
      "env",
      `LD_PRELOAD=${faketime ?? ""}`,
      `FAKETIME_TIMESTAMP_FILE=${fileOf(replica)}`,
      "FAKETIME_NO_CACHE=1",
      // What is set on a host is its time of day; the monotonic clock goes on.
      "FAKETIME_DONT_FAKE_MONOTONIC=1",
      "DONT_FAKE_MONOTONIC=1",
    ],
  });
  const [first, second] = fleet.replicas;
  if (first === undefined || second === undefined) throw new Error("Two replicas are needed.");
  return {
    fleet,
    first,
    second,
    /** Sets a host's clock, and sees the process take the new time for its own. */
    async set(replica: number, seconds: number): Promise<void> {
      await set(replica, seconds);
      const at = replica === 0 ? first : second;
      const off = async (): Promise<number> => Math.abs((await secondsAhead(at)) - seconds);
      await expect.poll(off, { timeout: 10_000 }).toBeLessThan(5);
    },
    async [Symbol.asyncDispose]() {
      await fleet[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** By how much a process takes it to be later than it is: what Node says of the time in every answer. */
async function secondsAhead({ address }: Replica): Promise<number> {
  const answer = await fetch(`${address}/api/session`);
  await answer.body?.cancel();
  return (Date.parse(answer.headers.get("date") ?? "") - Date.now()) / 1000;
}

const everywhere = async (
  { fleet, first, second }: { fleet: Fleet; first: Replica; second: Replica },
  cookie: string,
) => Promise.all([first, second].map(async ({ address }) => sessionAt(fleet, address, cookie)));

test.skipIf(isMissing("libfaketime"))(
  "a host whose clock is set by an hour while it runs signs nobody out, keeps nobody signed in, and still signs in (F30)",
  { timeout: 300_000 },
  async () => {
    await using askew = await startAskew(4);
    const { fleet } = askew;
    await using onlooker = await openOnlooker(fleet.databaseUrl);
    const names = fleet.people.map(({ username }) => username);
    const before = await Promise.all(names.slice(0, 3).map(async (name) => fleet.signIn(name)));
    for (const seconds of [3600, -3600]) {
      await askew.set(0, seconds);
      const answers = await Promise.all(before.map(async (cookie) => everywhere(askew, cookie)));
      expect([seconds, answers]).toEqual([seconds, before.map(() => [200, 200])]);
      const new_ = await fleet.signIn(names[3] ?? "");
      expect([seconds, await everywhere(askew, new_)]).toEqual([seconds, [200, 200]]);
    }
    // Nothing was done with this one for longer than a session lasts then; the host that is behind must know, too.
    const [idle = ""] = before;
    await onlooker.pool.query(
      "update sessions set last_active_at = last_active_at - interval '31 minutes' where hash = $1",
      [sessionHash(idle)],
    );
    await expect
      .poll(async () => sessionAt(fleet, askew.first.address, idle), { timeout: 15_000, interval: 200 })
      .toBe(401);
    const { rows } = await onlooker.pool.query("select count(*)::int as living from sessions where ended_at is null");
    expect(rows).toEqual([{ living: 4 }]);
  },
);

test.skipIf(isMissing("libfaketime"))(
  "two replicas whose hosts are a minute and a half apart agree who is signed in, renew tokens, and hear of an end (F30)",
  { timeout: 300_000 },
  async () => {
    await using askew = await startAskew(2);
    const { fleet, first, second } = askew;
    await using onlooker = await openOnlooker(fleet.databaseUrl);
    await askew.set(0, -45);
    await askew.set(1, 45);
    const [one, two] = fleet.people;
    const cookies = await Promise.all([one, two].map(async (person) => fleet.signIn(person?.username ?? "")));
    const [leaving = "", staying = ""] = cookies;
    const { refreshes } = fleet.identityProvider.counts;
    await onlooker.expireToken(sessionHash(staying));
    await expect.poll(async () => everywhere(askew, staying), { timeout: 10_000 }).toEqual([200, 200]);
    await expect.poll(() => fleet.identityProvider.counts.refreshes, { timeout: 10_000 }).toBe(refreshes + 1);
    expect(await everywhere(askew, leaving)).toEqual([200, 200]);
    const signOut = { path: "/auth/logout", method: "POST", body: new URLSearchParams() } as const;
    expect(await ask(fleet, first.address, leaving, signOut)).toBe(303);
    await expect.poll(async () => sessionAt(fleet, second.address, leaving), { timeout: 5000 }).toBe(401);
    expect(await everywhere(askew, staying)).toEqual([200, 200]);
  },
);
