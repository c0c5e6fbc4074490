import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { expect, test } from "vitest";
import { createTestDatabase } from "../../test/database.ts";
import { releaseRecordSchema, replay, type Outcome, type ReleaseRecord } from "../../test/release-record.ts";
import { migrate, migrations } from "./migrate.ts";

// Statements that earlier releases sent, each from its own code: see `bff/test/record-release.ts`.
const folder = fileURLToPath(new URL("../../test/releases/", import.meta.url));
const releases = readdirSync(folder).map((name) =>
  releaseRecordSchema.parse(JSON.parse(readFileSync(`${folder}/${name}`, "utf8"))),
);

function stepsUpTo(last: string) {
  const all = Object.entries(migrations);
  return Object.fromEntries(all.slice(0, all.findIndex(([name]) => name === last) + 1));
}

/** A database of that release, with a connection of one of its processes; it is brought up to date beneath it, or not. */
async function workAs({ step, statements, keepsPrepared }: ReleaseRecord, isUpdated: boolean) {
  await using database = await createTestDatabase({ isEmpty: true });
  const settings = { databaseUrl: database.url };
  await migrate(settings, stepsUpTo(step));
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    if (keepsPrepared)
      await replay(
        client,
        statements.filter(({ name }) => name !== undefined),
      );
    if (isUpdated) await migrate(settings);
    return await replay(client, statements);
  } finally {
    await client.end();
  }
}

/** What it would notice: other numbers of rows, or columns that are gone or of another kind. New ones it does not look at. */
function changed(before: readonly Outcome[], after: readonly Outcome[]): readonly unknown[] {
  return before.flatMap(({ text, rows, columns }, at) => {
    const now = after[at];
    const gone = columns.filter((column) => now?.columns.includes(column) !== true);
    return now?.rows === rows && gone.length === 0 ? [] : [{ text, rows: [rows, now?.rows], gone }];
  });
}

test("every earlier release is served by the newest schema as by its own, also in the middle of its work (F29)", async ({
  annotate,
}) => {
  expect(releases.map(({ step }) => step)).toContain(Object.keys(migrations).at(-1));
  for (const release of releases) {
    const [before, after] = [await workAs(release, false), await workAs(release, true)];
    expect([release.step, before.length > 100, changed(before, after)]).toEqual([release.step, true, []]);
    await annotate(`${release.step}: ${before.length} statements`);
  }
});

test("each step of the schema only adds: nothing that a release before it wrote or read is gone or refused (F29)", async () => {
  const columns = `select table_name, column_name, data_type, is_nullable, column_default is not null as has_default
    from information_schema.columns where table_schema = 'public' and table_name not like 'kysely%'`;
  await using database = await createTestDatabase({ isEmpty: true });
  let before: Awaited<ReturnType<typeof database.query>> = [];
  const broken: unknown[] = [];
  for (const step of Object.keys(migrations)) {
    await migrate({ databaseUrl: database.url }, stepsUpTo(step));
    const after = await database.query(columns);
    const tables = new Set(before.map((row) => row["table_name"]));
    const nameOf = (row: Readonly<Record<string, unknown>>) =>
      `${String(row["table_name"])}.${String(row["column_name"])}`;
    const now = new Map(after.map((row) => [nameOf(row), row]));
    const known = new Map(before.map((row) => [nameOf(row), row]));
    broken.push(
      ...[...known]
        .filter(([name, row]) => now.get(name)?.["data_type"] !== row["data_type"])
        .map(([name]) => [step, "changed", name]),
      ...[...known]
        .filter(([name, row]) => row["is_nullable"] === "YES" && now.get(name)?.["is_nullable"] === "NO")
        .map(([name]) => [step, "demanded", name]),
      ...[...now]
        .filter(([name, row]) => !known.has(name) && tables.has(row["table_name"]))
        .filter(([, row]) => row["is_nullable"] === "NO" && row["has_default"] === false)
        .map(([name]) => [step, "new and demanded", name]),
    );
    before = after;
  }
  expect(broken).toEqual([]);
});
