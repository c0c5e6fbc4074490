import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startNode, untilReady, type Child } from "../bench/child.ts";
import { answers, portalEnvironment, portalKeys, repository } from "../bench/portal-under-test.ts";
import { freePort } from "../world/free-ports.ts";
import { startPostgres, type RunningPostgres } from "../world/postgres.ts";

let folder: string;
let postgres: RunningPostgres;
const children: Child[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pforte-migrators-"));
  postgres = await startPostgres({ dataDir: join(folder, "postgres"), isDurable: false });
}, 120_000);

afterEach(async () => {
  await Promise.all(children.splice(0).map(async (child) => child.kill()));
});

afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A portal that is about to start on this database; without an identity provider, which is of no matter here. */
async function start(databaseUrl: string) {
  const [port, opsPort] = [await freePort(), await freePort()];
  const environment = portalEnvironment({
    port,
    opsPort,
    databaseUrl,
    origin: `http://localhost:${port}`,
    issuer: "http://localhost:9/realms/none",
    secret: randomBytes(32).toString("base64url"),
    keys: portalKeys(),
    configurationFile: join(repository, "deploy", "portal.example.yaml"),
  });
  const child = startNode(join(repository, "bff", "src", "main.ts"), [], environment);
  children.push(child);
  return {
    child,
    ready: async () => untilReady(child, async () => answers(`http://localhost:${port}/api/session`), 120_000),
  };
}

async function onlooker(databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const rows = async (text: string) => (await client.query<Record<string, unknown>>(text)).rows;
  return {
    rows,
    /** How many statements of the portal wait for what somebody else holds. */
    waiting: async (like: string) =>
      (
        await rows(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike '${like}'`,
        )
      ).length,
    steps: async () =>
      (await rows("select name from kysely_migration order by timestamp, name")).map(({ name }) => name),
    [Symbol.asyncDispose]: async () => client.end(),
  };
}

/** What the migrator takes before it looks what there is to do. */
const migratorsLock = "3853314791062309107";
const patience = { timeout: 90_000, interval: 50 };

test("of three processes that start at once on an empty database one brings it up to date, while the others wait (F29)", async () => {
  const databaseUrl = await postgres.createDatabase("three");
  await using look = await onlooker(databaseUrl);
  await look.rows(`select pg_advisory_lock(${migratorsLock})`);
  const portals = [await start(databaseUrl), await start(databaseUrl), await start(databaseUrl)];
  await expect.poll(async () => look.waiting("%pg_advisory_lock(%"), patience).toBe(3);
  expect(await look.rows("select to_regclass('sessions') as sessions")).toEqual([{ sessions: null }]);
  await look.rows(`select pg_advisory_unlock(${migratorsLock})`);
  await Promise.all(portals.map(async ({ ready }) => ready()));
  const steps = await look.steps();
  expect(new Set(steps).size).toBe(steps.length);
  // One of them says that it did it, and nobody complains.
  const said = portals.map(({ child }) => child.said()).join("");
  expect(said).not.toMatch(/"level":"(?:error|fatal)"/u);
  expect(await look.rows("select version from configurations")).toEqual([{ version: 1 }]);
}, 300_000);

test("a process that is killed in the middle of bringing the schema up to date leaves nothing of it, and the next one does it (F29)", async () => {
  const databaseUrl = await postgres.createDatabase("killed");
  await using look = await onlooker(databaseUrl);
  // The name is taken and nobody knows for how long: whoever makes that table waits, with all the steps before it done.
  // By a connection of its own, because within a transaction the list of what waits stays what it was at first.
  await using holder = await onlooker(databaseUrl);
  await holder.rows("begin");
  await holder.rows("create table pictures (nothing integer)");
  const first = await start(databaseUrl);
  await expect.poll(async () => look.waiting("create table pictures%"), patience).toBe(1);
  const second = await start(databaseUrl);
  await expect.poll(async () => look.waiting("%pg_advisory_lock(%"), patience).toBe(1);
  await first.child.kill();
  await holder.rows("rollback");
  await second.ready();
  const steps = await look.steps();
  expect([steps.length > 5, new Set(steps).size]).toEqual([true, steps.length]);
  expect(await look.rows("select count(*)::int as pictures from pictures")).toEqual([{ pictures: 0 }]);
}, 300_000);

test("a start whose database does not answer at first tries again", async () => {
  const url = new URL(await postgres.createDatabase("late"));
  const target = { host: url.hostname, port: Number(url.port) };
  let taken = 0;
  const silent = createServer((near) => {
    near.on("error", () => undefined);
    taken += 1;
    if (taken === 1) return;
    const far = connect(target).on("error", () => near.destroy());
    near.pipe(far).pipe(near);
    near.once("close", () => far.destroy());
  });
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  url.port = String(typeof address === "object" ? address?.port : "");
  const portal = await start(url.href);
  await portal.ready();
  expect(portal.child.hasEnded()).toBe(false);
  expect(taken).toBeGreaterThan(1);
  await portal.child.kill();
  silent.close();
}, 300_000);
