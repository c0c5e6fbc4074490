import { sql, type Kysely } from "kysely";
import pg from "pg";
import { expect, test } from "vitest";
import { createTestDatabase } from "../../test/database.ts";
import { aSession } from "../../test/session-record.ts";
import { nine, openTestStorage } from "../../test/test-storage.ts";
import { migrate, migrations } from "./migrate.ts";

test("migrating is done once, however many start at the same time", async () => {
  await using database = await createTestDatabase({ isEmpty: true });
  const settings = { databaseUrl: database.url };

  const done = await Promise.all([migrate(settings), migrate(settings), migrate(settings)]);

  expect(done.flat()).toEqual(Object.keys(migrations));
  expect(await migrate(settings)).toEqual([]);
});

test("two replicas that start on an empty database both get going", async () => {
  await using database = await createTestDatabase({ isEmpty: true });
  const [one, two] = await Promise.all([openTestStorage(database), openTestStorage(database)]);
  await one.sessions.create(aSession(), { replaces: null, cap: 1 });
  expect(await two.sessions.endOver(nine, 1)).toHaveLength(1);
  await one.close();
  await two.close();
});

test("a step that must wait for a table lets everybody by who reads it, and is done when the table is free (F29)", async () => {
  await using database = await createTestDatabase({ isEmpty: true });
  const settings = { databaseUrl: database.url };
  const { "007-own-sessions": newest, ...before } = migrations;
  expect(newest).toBeDefined();
  await migrate(settings, before);
  const [backup, reader] = [new pg.Client(database.url), new pg.Client(database.url)];
  await Promise.all([backup.connect(), reader.connect()]);
  await backup.query("begin; lock table sessions in access share mode");
  const done = migrate(settings);
  const isWaiting = async () =>
    (await reader.query("select 1 from pg_locks where not granted and mode = 'AccessExclusiveLock'")).rowCount !== 0;
  await expect.poll(isWaiting).toBe(true);
  await reader.query("set statement_timeout = '2s'");
  await reader.query("select count(*) from sessions");
  await backup.query("commit");
  expect(await done).toEqual(["007-own-sessions"]);
  await Promise.all([backup.end(), reader.end()]);
});

test("a filled database of the first release keeps everything through the migration", async () => {
  await using database = await createTestDatabase({ isEmpty: true });
  const first = migrations["001-first"];
  await migrate({ databaseUrl: database.url }, first === undefined ? {} : { "001-first": first });
  const old = aSession({ authTime: null, acr: null });
  await database.query(
    `insert into sessions values ($1, $2, $3, $4, $5, $6, $7, false, $8, $9, $10, $11, $12, $13, $14, 1)`,
    [
      old.hash,
      old.owner.issuer,
      old.owner.subject,
      old.providerSession,
      old.person.username,
      old.person.name,
      old.person.groups,
      old.tokens.access,
      old.tokens.refresh,
      old.tokens.id,
      old.tokens.accessExpiresAt,
      old.createdAt,
      old.lastActiveAt,
      old.endsAt,
    ],
  );
  await database.query("insert into tool_tokens values ($1, 'chat', 'sealed', null, 3)", [old.hash]);
  await database.query("insert into replays values ('digest', '2026-03-02T10:00:00Z')");

  await using storage = await openTestStorage(database);

  expect(await storage.sessions.find(old.hash, nine)).toEqual(old);
  expect(await storage.toolTokens.find({ sessionHash: old.hash, source: "chat", device: "portal" })).toMatchObject({
    sealed: "sealed",
    version: 3,
  });
  expect(await storage.people.preferences(old.owner)).toMatchObject({ appearance: "system" });
  expect(await storage.replays.sweep(nine)).toBe(0);
});

test("a step that fails leaves nothing of itself behind", async () => {
  await using database = await createTestDatabase();
  const broken = {
    ...migrations,
    "999-broken": {
      up: async (db: Kysely<unknown>) => {
        await sql`create table half_done (x integer)`.execute(db);
        throw new Error("cannot go on");
      },
    },
  };
  await expect(migrate({ databaseUrl: database.url }, broken)).rejects.toThrow("cannot go on");
  expect(await migrate({ databaseUrl: database.url })).toEqual([]);
  expect(await database.query("select to_regclass('half_done') as half")).toEqual([{ half: null }]);
});

test("a database of a newer release is left alone", async () => {
  await using database = await createTestDatabase();
  await database.query("insert into kysely_migration values ('998-newer', '2026-01-01')");
  await expect(migrate({ databaseUrl: database.url })).rejects.toThrow(/998-newer/u);
});
