import { expect, test } from "vitest";
import { createTestDatabase } from "../../test/database.ts";
import { migrate, migrations } from "./migrate.ts";

test("migrating is done once, however many start at the same time", async () => {
  await using database = await createTestDatabase({ isEmpty: true });
  const settings = { databaseUrl: database.url };

  const done = await Promise.all([migrate(settings), migrate(settings), migrate(settings)]);

  expect(done.flat()).toEqual(Object.keys(migrations));
  expect(await migrate(settings)).toEqual([]);
});
