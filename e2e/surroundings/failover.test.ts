import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { changePreferences } from "@pforte/shared/contract/preferences";
import { expect, test } from "vitest";
import { startFleet } from "../bench/fleet.ts";
import { startTcpProxy, type TcpProxy } from "../faults/tcp-proxy.ts";
import { ask, askWhether, sessionAt, signIn } from "../replicas/asking.ts";
import { type RunningPostgres, startPostgres } from "../world/postgres.ts";
import { at, startStandby } from "./standby.ts";

/** Two processes of a portal that reach their database by an address which can lead to another server. */
async function startSite() {
  await using starting = new AsyncDisposableStack();
  const fronts = new Map<string, TcpProxy>();
  const servers: RunningPostgres[] = [];
  const fleet = await startFleet({
    replicas: 2,
    people: 1,
    hasTools: false,
    before: async (part) => {
      const front = starting.use(await startTcpProxy(Math.random));
      fronts.set(part, front);
      return front;
    },
    startDatabase: async (dataDir) => {
      const server = await startPostgres({ dataDir });
      servers.push(server);
      return server;
    },
  });
  starting.use(fleet);
  const [[primary], front] = [servers, fronts.get("database")];
  if (primary === undefined || front === undefined) throw new Error("The fleet has a database.");
  const standby = await startStandby(primary, `${primary.dataDir}-standby`);
  starting.defer(async () => rm(standby.dataDir, { recursive: true, force: true }));
  starting.use(standby);
  const ending = starting.move();
  return { fleet, front, primary, standby, [Symbol.asyncDispose]: async () => ending.disposeAsync() };
}

/** Statuses until the change is taken. */
async function insist(change: () => Promise<number | string>): Promise<readonly (number | string)[]> {
  const statuses: (number | string)[] = [];
  for (const until = performance.now() + 20_000; performance.now() < until; await sleep(100)) {
    statuses.push(await change());
    if (statuses.at(-1) === 200) break;
  }
  return statuses;
}

test("after a failover nobody stays at the former primary, which is alive and read-only: writes are refused for a moment and then kept, and what one process ends the other knows (F21)", async () => {
  await using site = await startSite();
  const { fleet, front, primary, standby } = site;
  const [one = "", two = ""] = fleet.replicas.map(({ address }) => address);
  const username = fleet.people[0]?.username ?? "";
  const cookie = await signIn(fleet, username);
  const choose = (address: string, appearance: string) => async () =>
    askWhether(fleet, address, cookie, { path: changePreferences.path, method: "PATCH", body: { appearance } });
  expect([await choose(one, "light")(), await choose(two, "dark")()]).toEqual([200, 200]);
  const chosen = async (server: RunningPostgres) =>
    at(server, "select preferences ->> 'appearance' as appearance from person_settings");
  await expect.poll(async () => chosen(standby), { timeout: 20_000 }).toEqual([{ appearance: "dark" }]);

  // The former primary is told to take no writes, and stays; only new connections come to the other one.
  await at(primary, "alter system set default_transaction_read_only = on", "select pg_reload_conf()");
  await at(standby, "select pg_promote()");
  front.aim(standby.port);
  const [first, second] = await Promise.all([insist(choose(one, "contrast")), insist(choose(two, "contrast"))]);
  for (const statuses of [first, second]) {
    expect(statuses.filter((status) => status !== 503)).toEqual([200]);
  }
  expect(await chosen(standby)).toEqual([{ appearance: "contrast" }]);
  expect(await chosen(primary)).toEqual([{ appearance: "dark" }]);

  // Neither answers from the former one any more.
  expect(await Promise.all([sessionAt(fleet, one, cookie), sessionAt(fleet, two, cookie)])).toEqual([200, 200]);
  const next = await signIn(fleet, username);
  expect(await sessionAt(fleet, two, next)).toBe(200);
  expect(await ask(fleet, one, next, { path: "/auth/logout", method: "POST" })).toBe(303);
  await expect.poll(async () => sessionAt(fleet, two, next), { timeout: 2000 }).toBe(401);
  const staying = "select count(*)::int as count from pg_stat_activity where application_name = 'pforte'";
  await expect
    .poll(async () => at(primary, `${staying} and state_change > now() - interval '3 seconds'`), { timeout: 15_000 })
    .toEqual([{ count: 0 }]);
}, 300_000);
