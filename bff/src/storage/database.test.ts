import { sql } from "kysely";
import { expect, test } from "vitest";
import { createTestDatabase } from "../../test/database.ts";
import { quietLog } from "../../test/quiet-log.ts";
import { openDatabase } from "./database.ts";

test("two transactions that meet in opposite order both get done: the one that lost begins again", async () => {
  await using test = await createTestDatabase();
  const database = openDatabase({ databaseUrl: test.url, log: quietLog });
  const keys = ["one", "two"];
  await database.db
    .insertInto("replays")
    .values(keys.map((key) => ({ key_hash: key, until: new Date(0) })))
    .execute();
  let attempts = 0;
  const lockBoth = async (order: readonly string[]): Promise<void> =>
    database.transaction(async (tx) => {
      attempts += 1;
      for (const key of order) {
        await tx
          .updateTable("replays")
          .set({ until: sql<Date>`until + interval '1 day'` })
          .where("key_hash", "=", key)
          .execute();
        await sql`select pg_sleep(0.2)`.execute(tx);
      }
    });

  await Promise.all([lockBoth(keys), lockBoth(keys.toReversed())]);

  const rows = await database.db.selectFrom("replays").select("until").execute();
  expect(rows).toEqual(keys.map(() => ({ until: new Date(2 * 86_400_000) })));
  expect(attempts).toBe(3);
  await database.close();
});

test("what fails inside a transaction is undone as a whole, and not tried again", async () => {
  await using test = await createTestDatabase();
  const database = openDatabase({ databaseUrl: test.url, log: quietLog });
  let attempts = 0;
  const failed = database.transaction(async (tx) => {
    attempts += 1;
    await tx
      .insertInto("replays")
      .values({ key_hash: "x", until: new Date(0) })
      .execute();
    throw new Error("a fault of our own");
  });
  await expect(failed).rejects.toThrow("a fault of our own");
  expect(attempts).toBe(1);
  expect(await test.query("select * from replays")).toEqual([]);
  await database.close();
});
