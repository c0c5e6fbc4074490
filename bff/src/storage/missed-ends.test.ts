import pg from "pg";
import { expect, inject, test } from "vitest";
import { aSession } from "../../test/session-record.ts";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { openTestStorage } from "../../test/test-storage.ts";
import type { BusMessage } from "./ports/bus.ts";

/** Cuts the listening connection and lets nobody connect any more; those that are connected work on. */
async function deafen(database: TestDatabase, pids: readonly unknown[]): Promise<void> {
  const name = new URL(database.url).pathname.slice(1);
  await once(`alter database ${name} with allow_connections false`);
  await once("select pg_terminate_backend(pid) from unnest($1::int[]) as pid", [pids]);
}

async function once(text: string, values: readonly unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: inject("databaseServer") });
  await client.connect();
  await client.query(text, [...values]);
  await client.end();
}

const listeners =
  "select pid from pg_stat_activity where datname = current_database() and query ~ '^(listen|select 1$)' and pid <> pg_backend_pid()";

test("a session that ended while a replica heard nothing is told of there all the same, once (S26)", async () => {
  await using database = await createTestDatabase();
  await using deaf = await openTestStorage(database);
  const pids = (await database.query(listeners)).map(({ pid }) => pid);
  await using other = await openTestStorage(database);
  const [ended, living] = [aSession(), aSession()];
  // So that it has a connection for statements.
  await deaf.ping();
  for (const session of [ended, living]) await other.sessions.create(session, { replaces: null, cap: 10 });
  const heard: BusMessage[] = [];
  deaf.bus.subscribe((message) => heard.push(message));
  await deafen(database, pids);
  await expect.poll(() => deaf.bus.isListening(), { interval: 1 }).toBe(false);
  await other.sessions.end(ended.hash, "signed_out");
  expect(deaf.bus.isListening()).toBe(false);
  const told = { type: "session_ended", sessionHash: ended.hash, because: "signed_out" };
  await expect.poll(() => heard.filter(({ type }) => type === "session_ended"), { timeout: 2000 }).toEqual([told]);
});
