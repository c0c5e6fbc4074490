import { fileURLToPath } from "node:url";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.ts";
import { quietLog } from "../../test/quiet-log.ts";
import { openTestStorage } from "../../test/test-storage.ts";
import { readConfigurationFile } from "./configuration-file.ts";
import { openConfiguration } from "./configuration.ts";

const example = fileURLToPath(new URL("../../../deploy/portal.example.yaml", import.meta.url));
let document: PortalConfiguration;
let database: TestDatabase;
beforeAll(async () => {
  document = await readConfigurationFile(example, () => null);
  database = await createTestDatabase();
});
afterAll(async () => database[Symbol.asyncDispose]());

const by = (after: number) => ({ actor: "operator:test", note: "", after });

describe("the configuration in force", () => {
  it("is published once at the first start, however many replicas start at the same time", async () => {
    await using one = await openTestStorage(database);
    await using two = await openTestStorage(database);
    const opened = await Promise.all(
      [one, two].map(async ({ configurations, bus }) =>
        openConfiguration({ store: configurations, bus, log: quietLog, firstDocument: async () => document }),
      ),
    );
    expect(opened.map((configuration) => configuration.current().version)).toEqual([1, 1]);
    expect(await database.query("select version from configurations")).toHaveLength(1);
    opened.forEach((configuration) => configuration.close());
  });

  it("changes on every replica when a version is published on one, and says so afterwards", async () => {
    await using one = await openTestStorage(database);
    await using two = await openTestStorage(database);
    const firstDocument = async () => Promise.reject(new Error("never asked again"));
    const options = { log: quietLog, firstDocument };
    const here = await openConfiguration({ store: one.configurations, bus: one.bus, ...options });
    const there = await openConfiguration({ store: two.configurations, bus: two.bus, ...options });
    const seen: number[] = [];
    there.onPublished(({ version }) => seen.push(version, there.current().version));
    const { version } = here.current();
    await one.configurations.publish(document, by(version));
    await expect.poll(() => [here.current().version, there.current().version]).toEqual([version + 1, version + 1]);
    expect(seen).toEqual([version + 1, version + 1]);
    here.close();
    there.close();
  });

  it("stays in force while the store fails, and is read again", async () => {
    await using storage = await openTestStorage(database);
    let isBroken = false;
    const store = {
      ...storage.configurations,
      current: async () => (isBroken ? Promise.reject(new Error("no")) : storage.configurations.current()),
    };
    const firstDocument = async () => document;
    const options = { store, bus: storage.bus, log: quietLog, firstDocument, retryMilliseconds: 50 };
    const configuration = await openConfiguration(options);
    const { version } = configuration.current();
    isBroken = true;
    await storage.configurations.publish(document, by(version));
    await new Promise((done) => setTimeout(done, 150));
    expect(configuration.current().version).toBe(version);
    isBroken = false;
    await expect.poll(() => configuration.current().version).toBe(version + 1);
    configuration.close();
  });

  it("does not come into force when the first document is refused", async () => {
    await using empty = await createTestDatabase();
    await using storage = await openTestStorage(empty);
    const firstDocument = async () => Promise.reject(new Error("refused"));
    const opened = openConfiguration({ store: storage.configurations, bus: storage.bus, log: quietLog, firstDocument });
    await expect(opened).rejects.toThrow("refused");
    expect(await empty.query("select version from configurations")).toEqual([]);
  });
});
