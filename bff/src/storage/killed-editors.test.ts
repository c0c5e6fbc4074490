import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { z } from "zod";
import { readConfigurationFile } from "#services/configuration-file.ts";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { openTestStorage } from "../../test/test-storage.ts";

// By hand: PFORTE_KILLS=200, for a full run.
const kills = Number(process.env["PFORTE_KILLS"] ?? 20);
const example = fileURLToPath(new URL("../../../deploy/portal.example.yaml", import.meta.url));
const program = fileURLToPath(new URL("../../test/editing-process.ts", import.meta.url));

/** Lets an editor work for a moment, and ends it as a power cut would. */
async function killOne(database: TestDatabase, seed: number): Promise<void> {
  const editor = spawn(process.execPath, [program, database.url, String(seed)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const over = once(editor, "exit");
  const isAtWork = await Promise.race([once(editor.stdout, "data").then(() => true), over.then(() => false)]);
  expect(isAtWork, "the editor began its work").toBe(true);
  await sleep(Math.random() * 120);
  editor.kill("SIGKILL");
  expect(await over).toEqual([null, "SIGKILL"]);
  // What was sent before the end may still be carried out.
  const others = async () =>
    database.query(
      "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'",
    );
  await expect.poll(others, { timeout: 10_000 }).toEqual([]);
}

const rowSchema = z.object({
  action: z.string(),
  before: z.unknown(),
  after: z.looseObject({
    version: z.int(),
    draft: z.int().optional(),
    note: z.string().optional(),
    operations: z.unknown().optional(),
    remaining: z.array(z.int()).default([]),
  }),
});

/** What the tables must hold if all that the audit says was done, and nothing else. */
async function toldByAudit(database: TestDatabase) {
  const rows = z
    .array(rowSchema)
    .parse(await database.query("select action, before, after from audit order by sequence"));
  const told = { draft: 1, changes: new Map<number, unknown>(), versions: [] as [number, string | undefined][] };
  for (const { action, after } of rows) {
    if (action === "draft.changed") told.changes.set(after.version, after.operations);
    else {
      const kept = new Set(after.remaining);
      told.changes = new Map([...told.changes].filter(([version]) => kept.has(version)));
      if (action !== "draft.discarded") told.versions.push([after.version, after.note]);
    }
    told.draft = after.draft ?? (action.startsWith("draft.") ? after.version : told.draft);
  }
  return { ...told, changes: [...told.changes], acts: rows.length };
}

async function heldByTables(database: TestDatabase) {
  const [draft] = await database.query("select version from draft");
  const changes = await database.query("select version, operations from draft_changes order by version");
  const versions = await database.query("select version, note from configurations order by version");
  return {
    draft: draft?.["version"] ?? 1,
    changes: changes.map(({ version, operations }) => [version, operations]),
    versions: versions.map(({ version, note }) => [version, note]),
  };
}

test("an editor who is killed at any point leaves a change exactly where there is its row in the audit (S65)", async ({
  annotate,
}) => {
  await using database = await createTestDatabase();
  {
    await using storage = await openTestStorage(database);
    const document = await readConfigurationFile(example, () => null);
    await storage.configurations.publish(document, { actor: "operator:test", note: "first", after: null });
  }
  for (let seed = 0; seed < kills; seed += 1) {
    await killOne(database, seed);
    const { acts, ...told } = await toldByAudit(database);
    expect([seed, acts > 0, await heldByTables(database)]).toEqual([seed, true, told]);
  }
  await using storage = await openTestStorage(database);
  const { audit } = storage.administration;
  expect(await audit.isIntact(1, await audit.last())).toBe(true);
  const { acts, versions } = await toldByAudit(database);
  expect(acts).toBeGreaterThan(kills);
  expect(versions.length).toBeGreaterThan(1);
  await annotate(`${kills} kills, ${acts} acts, ${versions.length} versions`);
}, 1_800_000);
