import { fileURLToPath } from "node:url";
import type { Actor } from "@pforte/shared/contract/admin-audit";
import type { DraftOperation } from "@pforte/shared/contract/admin-draft";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readConfigurationFile } from "#services/configuration-file.ts";
import { openReplicas, nine } from "../../test/test-storage.ts";
import type { BusMessage } from "./ports/bus.ts";
import type { Publication, StoredDraft } from "./ports/draft-store.ts";

const example = fileURLToPath(new URL("../../../deploy/portal.example.yaml", import.meta.url));
const document = await readConfigurationFile(example, () => null);
const replicas = await openReplicas();
const { database, storage, other } = replicas;
const { drafts, audit } = storage.administration;
const heard: BusMessage[] = [];
const stop = other.bus.subscribe((message) => heard.push(message));
afterAll(async () => {
  stop();
  await replicas[Symbol.asyncDispose]();
});

const katharina: Actor = { kind: "person", issuer: "https://id.example", subject: "k", name: "Katharina Voß" };
const by = { actor: katharina, requestId: "r1" };
const operations = (key: string): DraftOperation[] => [{ op: "remove-tile", key }];
const publication = (more: Partial<Publication> = {}): Publication => ({
  ...by,
  document,
  note: "Neu",
  action: "configuration.published",
  rolledBackFrom: null,
  ownership: undefined,
  remaining: [],
  ...more,
});
const last = async () => (await audit.page({}, null, 1))[0];
const expected = ({ version, published }: StoredDraft) => ({ draft: version, after: published.version });

beforeAll(async () => {
  await storage.configurations.publish(document, { actor: "operator:test", note: "first", after: null });
});
beforeEach(async () => {
  const { version, changes } = await drafts.read();
  if (changes.length > 0) await drafts.discard(version, by);
  heard.length = 0;
});

describe("the shared draft", () => {
  it("is what is published before anybody changes it", async () => {
    const draft = await drafts.read();
    expect(draft).toMatchObject({ published: { version: 1, document }, changes: [], ownership: null });
  });

  it("takes a change only at the version that was read, and tells every replica", async () => {
    const { version } = await drafts.read();
    const changed = await drafts.append(version, operations("mail"), by);
    expect(changed).toMatchObject({ version: version + 1 });
    expect(changed?.changes).toEqual([
      { version: version + 1, operations: operations("mail"), actor: katharina, at: nine, dropped: null },
    ]);
    expect(await other.administration.drafts.append(version, operations("files"), by)).toBeNull();
    expect(await other.administration.drafts.read()).toEqual(changed);
    await expect.poll(() => heard.at(-1)).toEqual({ type: "draft_changed", version: version + 1 });
    expect(await last()).toMatchObject({
      actor: katharina,
      action: "draft.changed",
      target: "tiles/mail",
      requestId: "r1",
      after: { version: version + 1, operations: operations("mail") },
    });
  });

  it("is found in the audit by the one thing that a change is about", async () => {
    const place = (item: { tile: string } | { folder: string }): DraftOperation => ({
      op: "place",
      item,
      to: null,
      index: 0,
    });
    const changes: readonly (readonly [string, DraftOperation[]])[] = [
      ["folders/office", [place({ folder: "office" }), { op: "remove-folder", key: "office" }]],
      ["tiles/mail", [place({ tile: "mail" }), ...operations("mail")]],
      ["categories/work", [{ op: "place-category", key: "work", index: 1 }]],
      ["portal", [{ op: "put-portal", portal: document.portal }]],
      ["draft", [...operations("mail"), ...operations("files")]],
    ];
    for (const [target, done] of changes) {
      const { version } = await drafts.read();
      await drafts.append(version, done, by);
      expect((await last())?.target).toBe(target);
    }
  });

  it("has one winner among many replicas' writers at the same version", async () => {
    const { version } = await drafts.read();
    const writers = Array.from({ length: 20 }, async (_, at) =>
      (at % 2 === 0 ? storage : other).administration.drafts.append(version, operations(`tile-${at}`), by),
    );
    const won = (await Promise.all(writers)).filter((draft) => draft !== null);
    expect(won.map((draft) => draft.version)).toEqual([version + 1]);
    expect(await drafts.read()).toEqual(won[0]);
  });

  it("can be taken back to what is published, without using a version twice", async () => {
    const { version } = await drafts.read();
    await drafts.append(version, operations("mail"), by);
    expect(await drafts.discard(version, by)).toBeNull();
    expect(await drafts.discard(version + 1, by)).toMatchObject({ version: version + 2, changes: [] });
    expect(await last()).toMatchObject({ action: "draft.discarded", before: { changes: [version + 1] } });
  });

  it("stays readable with a change that this release does not know", async () => {
    const { version } = await drafts.read();
    await drafts.append(version, operations("mail"), by);
    await database.query(`update draft_changes set operations = '[{"op":"paint-tile"}]'`);
    const [change] = (await drafts.read()).changes;
    expect([change?.operations, typeof change?.dropped]).toEqual([[], "string"]);
  });
});

describe("a publication", () => {
  it("makes the document the version in force, empties the draft, and is audited, all in one", async () => {
    const { version, published } = await drafts.read();
    const draft = await drafts.append(version, operations("mail"), by);
    const changed = { ...document, folders: [] };
    const after = await drafts.publish(expected(draft ?? (await drafts.read())), publication({ document: changed }));
    expect(after).toMatchObject({ version: version + 2, changes: [], published: { version: published.version + 1 } });
    expect((await storage.configurations.current())?.document.folders).toEqual([]);
    await expect
      .poll(() => heard.map(({ type }) => type).slice(-3))
      .toEqual(["draft_changed", "configuration_published", "draft_changed"]);
    expect(await last()).toMatchObject({
      action: "configuration.published",
      before: { version: published.version },
      after: { version: published.version + 1, note: "Neu" },
    });
  });

  it("does nothing at another version of the draft or of the configuration", async () => {
    const draft = await drafts.read();
    const rows = await audit.last();
    const { draft: at, after } = expected(draft);
    expect(await drafts.publish({ draft: at - 1, after }, publication())).toBeNull();
    expect(await drafts.publish({ draft: at, after: after - 1 }, publication())).toBeNull();
    expect([await drafts.read(), await audit.last()]).toEqual([draft, rows]);
  });

  it("leaves nothing of itself when it fails half-way", async () => {
    const draft = await drafts.read();
    const rows = await audit.last();
    const failing = publication({ requestId: "\u0000", note: "lost" });
    await expect(drafts.publish(expected(draft), failing)).rejects.toThrow("A text holds what cannot be kept.");
    expect([await drafts.read(), await audit.last()]).toEqual([draft, rows]);
    expect(heard).toEqual([]);
  });

  it("keeps what a file keeps until another file says otherwise", async () => {
    const ownership = { origin: "git:portal.yaml", paths: ["tiles/mail"] };
    const first = await drafts.read();
    const applied = await drafts.publish(expected(first), publication({ ownership, action: "configuration.applied" }));
    const kept = { ...ownership, appliedAt: nine.toISOString() };
    expect(applied?.ownership).toEqual(kept);
    const later = await drafts.publish(expected(await drafts.read()), publication());
    expect(later?.ownership).toEqual(kept);
    expect(await storage.configurations.lastApplied()).toMatchObject({
      version: first.published.version + 1,
      origin: "git:portal.yaml",
      ownership: kept,
    });
    const ended = await drafts.publish(expected(await drafts.read()), publication({ ownership: null }));
    expect(ended?.ownership).toBeNull();
  });

  it("leaves the changes in the draft that it is told to leave, with why one is dropped", async () => {
    const { version } = await drafts.read();
    const draft = await drafts.append(version, operations("mail"), by);
    const at = { operations: operations("mail"), actor: katharina, at: nine };
    const remaining = [{ ...at, version: version + 1, dropped: "gone" }];
    const rolledBack = publication({ remaining, rolledBackFrom: 1, action: "configuration.rolled_back" });
    const after = await drafts.publish(expected(draft ?? (await drafts.read())), rolledBack);
    expect(after?.changes).toEqual(remaining);
    const [listed] = await storage.configurations.list(null, 1);
    expect(listed).toMatchObject({ actor: katharina, rolledBackFrom: 1, note: "Neu", origin: null });
  });
});

describe("the history", () => {
  it("goes from the newest version to the first, by whom each was published", async () => {
    const all = await storage.configurations.list(null, 100);
    const versions = all.map(({ version }) => version);
    expect(versions).toEqual(versions.toSorted((one, other2) => other2 - one));
    expect(all.at(-1)).toMatchObject({ version: 1, actor: { kind: "operator", name: "test" }, note: "first" });
    expect((await storage.configurations.list(3, 1)).map(({ version }) => version)).toEqual([2]);
    expect((await storage.configurations.find(1))?.document).toEqual(document);
    expect(await storage.configurations.find(9999)).toBeNull();
  });
});
