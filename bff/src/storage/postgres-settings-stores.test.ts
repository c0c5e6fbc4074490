import { defaultPreferences } from "@pforte/shared/contract/preferences";
import { portalConfigurationSchema } from "@pforte/shared/contract/portal-configuration";
import { expect, test } from "vitest";
import { createTestDatabase } from "../../test/database.ts";
import { nine, openTestStorage } from "../../test/test-storage.ts";
import type { BusMessage } from "./ports/bus.ts";
import { ownerDigest } from "./principal.ts";

const text = { de: "Beispiel" };
const link = { de: "https://example.org/" };
const document = portalConfigurationSchema.parse({
  portal: {
    name: text,
    organisation: text,
    support: { name: text },
    imprint: link,
    privacy: link,
    accessibility: link,
  },
  categories: [],
  tiles: [{ key: "mail", name: text, icon: "mail", links: link }],
});
const operator = { actor: "operator:first-start", note: "first" } as const;

test("the newest version is in force, for every replica, and each publication is announced", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  await using other = await openTestStorage(database);
  const heard: BusMessage[] = [];
  other.bus.subscribe((message) => heard.push(message));

  expect(await storage.configurations.current()).toBeNull();
  const first = await storage.configurations.publish(document, { ...operator, after: null });
  expect(first).toEqual({ version: 1, document, publishedAt: nine, ...operator });
  const changed = { ...document, tiles: [] };
  await storage.configurations.publish(changed, { actor: "ines", note: "second", after: 1 });

  expect(await other.configurations.current()).toMatchObject({ version: 2, document: changed, actor: "ines" });
  await expect.poll(() => heard).toEqual([1, 2].map((version) => ({ type: "configuration_published", version })));
});

test("a version is published only after the one in force, once, however many try", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  await using other = await openTestStorage(database);
  const publish = async (after: number | null, index = 0) =>
    (index % 2 === 0 ? storage : other).configurations.publish(document, { ...operator, after });

  const first = await Promise.all([0, 1, 2, 3].map(async (index) => publish(null, index)));
  expect(first.filter((published) => published !== null)).toHaveLength(1);
  expect(await publish(2)).toBeNull();
  expect(await publish(0)).toBeNull();
  expect(await publish(1)).toMatchObject({ version: 2 });
  expect(await publish(1)).toBeNull();
});

test("a published version can neither be changed nor deleted, not even by hand", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  await storage.configurations.publish(document, { ...operator, after: null });
  await expect(database.query("update configurations set note = 'x'")).rejects.toThrow(/immutable/u);
  await expect(database.query("delete from configurations")).rejects.toThrow(/immutable/u);
});

test("a stored version that is not valid is an error, not a portal without tiles", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  await database.query("insert into configurations values (1, '{\"tiles\":[]}', now(), 'x', 'x')");
  await expect(storage.configurations.current()).rejects.toThrow(/Version 1 .* not valid/u);
});

test("choices are kept per issuer and subject, changed field by field and announced", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  await using other = await openTestStorage(database);
  const ines = { issuer: "https://id.example.org", subject: "ines" };
  const heard: BusMessage[] = [];
  other.bus.subscribe((message) => heard.push(message));

  expect(await storage.people.preferences(ines)).toEqual(defaultPreferences);
  await storage.people.change(ines, { language: "en", dock: ["mail"] });
  const changed = await other.people.change(ines, { appearance: "dark", language: null });
  expect(changed).toEqual({ ...defaultPreferences, appearance: "dark", dock: ["mail"] });
  expect(await storage.people.preferences(ines)).toEqual(changed);
  expect(await storage.people.preferences({ ...ines, issuer: "https://other.example.org" })).toEqual(
    defaultPreferences,
  );
  const announced = { type: "preferences_changed", owner: ownerDigest(ines) };
  await expect.poll(() => heard).toEqual([announced, announced]);
});

test("two replicas that change different fields at once keep both changes", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  await using other = await openTestStorage(database);
  const ines = { issuer: "https://id.example.org", subject: "ines" };
  await Promise.all([
    storage.people.change(ines, { language: "en" }),
    other.people.change(ines, { singleKeyShortcuts: false }),
  ]);
  expect(await storage.people.preferences(ines)).toMatchObject({ language: "en", singleKeyShortcuts: false });
});

test("a stored choice that is not known any more falls back alone", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  await database.query(
    `insert into person_settings values ('i', 's', '{"appearance":"sepia","language":"en","unknown":1}')`,
  );
  const preferences = await storage.people.preferences({ issuer: "i", subject: "s" });
  expect(preferences).toEqual({ ...defaultPreferences, language: "en" });
});

test("connected sources are remembered per person until they are taken back", async () => {
  await using database = await createTestDatabase();
  await using storage = await openTestStorage(database);
  const ines = { issuer: "https://id.example.org", subject: "ines" };
  await storage.people.setConnected(ines, "chat", true);
  await storage.people.setConnected(ines, "chat", true);
  await storage.people.setConnected(ines, "archive", true);
  expect(await storage.people.connectedSources(ines)).toEqual(["archive", "chat"]);
  expect(await storage.people.connectedSources({ ...ines, subject: "jo" })).toEqual([]);
  await storage.people.setConnected(ines, "archive", false);
  expect(await storage.people.connectedSources(ines)).toEqual(["chat"]);
});
