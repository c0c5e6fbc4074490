import { createHash } from "node:crypto";
import { aConfiguration } from "@pforte/shared/testing/a-configuration";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { openTestStorage } from "../../test/test-storage.ts";
import type { Storage } from "../storage/storage.ts";
import { createConfigurationFiles, type ConfigurationFiles } from "./file-service.ts";
import { Refusal } from "./refusal.ts";

const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>';
const by = { actor: { kind: "operator", name: "ada" }, requestId: null } as const;

let database: TestDatabase;
let storage: Storage & AsyncDisposable;
let files: ConfigurationFiles;
beforeEach(async () => {
  database = await createTestDatabase();
  storage = await openTestStorage(database);
  files = createConfigurationFiles({
    store: storage.administration.drafts,
    configurations: storage.configurations,
    pictures: storage.administration.pictures,
    kinds: () => null,
    publicOrigin: "https://portal.example.org",
  });
});
afterEach(async () => {
  await storage[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const whole = (more: object = {}) => stringify({ format: "pforte/1", ...more, ...aConfiguration() });
const named = (name: string) => `format: pforte/1\nportal: { name: { de: ${name} } }\n`;
const count = async (table: string) =>
  (await database.query(`select count(*)::int as rows from ${table}`))[0]?.["rows"];

test("a file of an origin is kept from the very first version on", async () => {
  expect(await files.export()).toBeNull();
  await files.apply(whole({ origin: "git" }), "Anfang", by);
  expect((await storage.administration.drafts.read()).ownership).toMatchObject({
    origin: "git",
    paths: expect.arrayContaining(["categories", "folders", "portal/name", "sources", "tiles"]),
  });
  expect(await files.drift()).toEqual({ origin: "git", drift: [] });
  const { version } = await files.apply(whole({ origin: "git" }), "noch einmal", by);
  expect(version).toBe(await count("configurations"));
});

test("one file that is applied by ten at once makes one version, and nobody is told otherwise", async () => {
  await files.apply(whole(), "Anfang", by);
  const before = await count("audit");
  const applied = Array.from({ length: 10 }, async () => files.apply(named("Neu"), "zehnmal", by));
  const ended = await Promise.allSettled(applied);
  const changed = ended.filter((one) => one.status === "fulfilled" && one.value.isChanged);
  const refused = ended.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(changed).toHaveLength(1);
  expect(refused.every((error) => error instanceof Refusal && error.code === "version_stale")).toBe(true);
  expect(await count("configurations")).toBe(2);
  expect(await count("audit")).toBe(Number(before) + 1);
});

test("what a file took away is drift when it comes back, and what it never said is none", async () => {
  await files.apply(whole(), "Anfang", by);
  await files.apply("format: pforte/1\norigin: git\nsources: []\n", "ohne Quellen", by);
  const { sources, portal } = aConfiguration();
  const back = { format: "pforte/1", sources, portal: { organisation: { de: "Kreis" }, name: portal.name } };
  await files.apply(stringify(back), "von Hand", by);
  expect(await files.drift()).toMatchObject({
    origin: "git",
    drift: [{ kind: "added", what: "source", named: { key: "groupware" } }],
  });
});

test("a file with mistakes leaves not even its pictures behind", async () => {
  await files.apply(whole(), "Anfang", by);
  const [versions, audit] = [await count("configurations"), await count("audit")];
  const picture = `upload:${createHash("sha256").update(svg).digest("hex")}.svg`;
  const pictures = `pictures:\n  ${picture}: ${Buffer.from(svg).toString("base64")}\n`;
  await expect(files.apply(`${named("Neu")}${pictures}tiles: [{ key: x }]\n`, "falsch", by)).rejects.toMatchObject({
    code: "bad_request",
  });
  expect([await count("configurations"), await count("audit"), await count("pictures")]).toEqual([versions, audit, 0]);
  await files.apply(`${named("Neu")}${pictures}`, "richtig", by);
  expect(await count("pictures")).toBe(1);
});
