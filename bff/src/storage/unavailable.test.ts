import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres, type RunningPostgres } from "@pforte/e2e/world/postgres";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/database.ts";
import { quietLog } from "../../test/quiet-log.ts";
import { aSession } from "../../test/session-record.ts";
import { nine, openTestStorage } from "../../test/test-storage.ts";
import { createStorage } from "./postgres-storage.ts";
import { StorageUnavailableError, type Storage } from "./storage.ts";
import { explain } from "./unavailable.ts";

let dataDir: string;
let server: RunningPostgres;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "pforte-restart-"));
  server = await startPostgres({ dataDir, isDurable: false });
});

afterAll(async () => {
  await server.stop();
  await rm(server.dataDir, { recursive: true, force: true });
});

const session = aSession();

/** Every kind of call fails with the one error that means "not now"; none answers "there is no such session". */
async function expectUnavailable(storage: Storage): Promise<void> {
  const calls = [
    storage.ping(),
    storage.sessions.find(session.hash, nine),
    storage.sessions.touch(session.hash, nine),
    storage.sessions.end(session.hash, "signed_out"),
    storage.loginTransactions.take(session.hash, nine),
    storage.replays.claim("jti", nine),
    storage.toolTokens.find({ sessionHash: session.hash, source: "chat", device: "portal" }),
    storage.bus.publish({ type: "configuration_published", version: 1 }),
  ];
  for (const call of await Promise.allSettled(calls)) {
    expect(call).toMatchObject({ status: "rejected", reason: expect.any(StorageUnavailableError) });
  }
}

test("a stopped database is unavailable, never signed out, and used again within five seconds of its return (S22)", async ({
  annotate,
}) => {
  const databaseUrl = await server.createDatabase("restarted");
  const storage = await createStorage({ databaseUrl, now: () => nine, log: quietLog });
  try {
    let gaps = 0;
    storage.bus.onReconnect(() => (gaps += 1));
    await storage.sessions.create(session, { replaces: null, cap: 5 });

    await server.stop();
    await expectUnavailable(storage);
    expect(storage.bus.isListening()).toBe(false);

    server = await startPostgres({ dataDir, port: server.port, isDurable: false });
    const back = performance.now();
    await expect.poll(async () => storage.ping().then(() => true), { timeout: 5000 }).toBe(true);
    await expect.poll(() => storage.bus.isListening(), { timeout: 5000 }).toBe(true);
    await annotate(`The storage recovered ${Math.round(performance.now() - back)} ms after the database.`);
    expect(gaps).toBe(1);
    expect(await storage.sessions.find(session.hash, nine)).toEqual(session);
  } finally {
    await storage.close();
  }
});

test("a database that hangs is noticed within its limits, by requests and by the bus (S22, S26)", async () => {
  const databaseUrl = await server.createDatabase("hanging");
  const storage = await createStorage({ databaseUrl, now: () => nine, log: quietLog });
  await storage.sessions.find(session.hash, nine);
  const pids = [await mainProcess(), ...(await serverProcesses(databaseUrl))];
  try {
    for (const pid of pids) {
      signal(pid, "SIGSTOP");
    }
    const begin = performance.now();
    await expect(storage.ping()).rejects.toThrow(StorageUnavailableError);
    expect(performance.now() - begin).toBeLessThan(1500);
    await expect.poll(() => storage.bus.isListening(), { timeout: 2000 }).toBe(false);
    await expect(storage.sessions.find(session.hash, nine)).rejects.toThrow(StorageUnavailableError);
  } finally {
    for (const pid of pids) {
      signal(pid, "SIGCONT");
    }
  }
  await expect.poll(async () => storage.sessions.find(session.hash, nine), { timeout: 5000 }).toBeNull();
  await expect.poll(() => storage.bus.isListening(), { timeout: 5000 }).toBe(true);
  await storage.close();
});

test("a storage closes within seconds although its database hangs", async () => {
  const databaseUrl = await server.createDatabase("closing");
  const storage = await createStorage({ databaseUrl, now: () => nine, log: quietLog });
  await storage.sessions.find(session.hash, nine);
  const pids = await serverProcesses(databaseUrl);
  for (const pid of pids) {
    signal(pid, "SIGSTOP");
  }
  try {
    const begin = performance.now();
    await storage.close();
    expect(performance.now() - begin).toBeLessThan(4000);
  } finally {
    for (const pid of pids) {
      signal(pid, "SIGCONT");
    }
  }
});

test("a connection that does not answer is not used again: the next request gets a fresh one (S22)", async () => {
  const databaseUrl = await server.createDatabase("half-hanging");
  const storage = await createStorage({ databaseUrl, now: () => nine, log: quietLog });
  await storage.people.preferences(session.owner);
  const used = await serverProcesses(databaseUrl, "query like '%person_settings%'");
  expect(used).toHaveLength(1);
  for (const pid of used) {
    signal(pid, "SIGSTOP");
  }
  try {
    await expect(storage.people.preferences(session.owner)).rejects.toThrow(StorageUnavailableError);
    const begin = performance.now();
    expect(await storage.people.preferences(session.owner)).toMatchObject({ language: null });
    expect(performance.now() - begin).toBeLessThan(1000);
  } finally {
    for (const pid of used) {
      signal(pid, "SIGCONT");
    }
    await storage.close();
  }
});

test("when every connection waits for something, the next request hears so within two seconds (S22)", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  const blocker = new pg.Client({ connectionString: database.url });
  await blocker.connect();
  await blocker.query("begin");
  await blocker.query("lock table sessions in access exclusive mode");
  const waiting = Array.from({ length: 5 }, async () => storage.sessions.find(session.hash, nine));
  const outcomes = Promise.allSettled(waiting);

  const begin = performance.now();
  await expect(storage.people.preferences(session.owner)).rejects.toThrow(StorageUnavailableError);
  expect(performance.now() - begin).toBeLessThan(2000);
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(StorageUnavailableError) });
  }
  await blocker.end();
  expect(await storage.sessions.find(session.hash, nine)).toBeNull();
});

test("a database that is not there at the start is unavailable as well", async () => {
  const databaseUrl = "postgresql://pforte:x@127.0.0.1:1/pforte";
  await expect(createStorage({ databaseUrl, now: () => nine, log: quietLog })).rejects.toThrow(StorageUnavailableError);
});

test("a server that takes a connection and says nothing is unavailable, in the words of a single connection as well", async () => {
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : 0;
  const databaseUrl = `postgresql://pforte:secret@127.0.0.1:${port}/pforte`;
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 50 });
  client.on("error", () => undefined);
  const said: unknown = await client.connect().catch((error: unknown) => error);
  expect(explain(said)).toBeInstanceOf(StorageUnavailableError);
  silent.close();
});

test("a fault of our own is not blamed on the database", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  await database.query("alter table sessions rename to renamed");
  const failed = storage.sessions.find(session.hash, nine);
  await expect(failed).rejects.toThrow(/does not exist/u);
  await expect(failed).rejects.not.toBeInstanceOf(StorageUnavailableError);
});

/** The processes that serve this database. */
async function serverProcesses(databaseUrl: string, condition = "true"): Promise<number[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and ${condition}`,
  );
  await client.end();
  return rows.map(({ pid }) => pid);
}

/** The main process of the server, which takes new connections. */
async function mainProcess(): Promise<number> {
  return Number((await readFile(join(server.dataDir, "cluster", "postmaster.pid"), "utf8")).split("\n")[0]);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in the meantime, which is as good.
  }
}
