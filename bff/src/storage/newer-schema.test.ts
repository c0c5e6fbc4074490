import { expect, test } from "vitest";
import { createTestDatabase } from "../../test/database.ts";
import { aSession } from "../../test/session-record.ts";
import { nine, openTestStorage } from "../../test/test-storage.ts";

test("a process goes on with its prepared statements when a newer release adds a column to every table (F29)", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  const session = aSession();
  await storage.sessions.create(session, { replaces: null, cap: 1 });
  const { live, knownPeople } = storage.administration;
  // As often as there are connections, and once more: each has its own prepared statements.
  const ask = async () =>
    Promise.all(
      Array.from({ length: 12 }, async () => [
        await storage.sessions.find(session.hash, nine),
        await storage.people.preferences(session.owner),
        await live.answersOf(session.owner),
        await knownPeople.byUsername("ines"),
        await storage.time().then(() => "a time"),
        await storage.ping(),
      ]),
    );
  const before = await ask();
  expect(before[0]?.[0]).toEqual(session);

  const tables = await database.query("select tablename from pg_tables where schemaname = 'public'");
  for (const { tablename } of tables) await database.query(`alter table "${String(tablename)}" add column newer text`);

  expect(await ask()).toEqual(before);
});
