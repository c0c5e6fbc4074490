import { fileURLToPath } from "node:url";
import type { DraftOperation } from "@pforte/shared/contract/admin-draft";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DraftStore } from "#storage/ports/draft-store.ts";
import { quietLog } from "../../test/quiet-log.ts";
import { openReplicas } from "../../test/test-storage.ts";
import { readConfigurationFile } from "./configuration-file.ts";
import { openConfiguration } from "./configuration.ts";
import { createDrafts } from "./drafts.ts";
import { publishDocument } from "./publishing.ts";

const example = fileURLToPath(new URL("../../../deploy/portal.example.yaml", import.meta.url));
const document = await readConfigurationFile(example, () => null);
const replicas = await openReplicas();
const { storage, other } = replicas;
const store = storage.administration.drafts;
afterAll(async () => replicas[Symbol.asyncDispose]());
beforeAll(async () => {
  await storage.configurations.publish(document, { actor: "operator:test", note: "first", after: null });
});

const by = { actor: { kind: "operator", name: "test" }, requestId: null } as const;
const publicationOf = (changed: PortalConfiguration) =>
  ({
    ...by,
    document: changed,
    note: "whole",
    action: "configuration.applied",
    rolledBackFrom: null,
    ownership: undefined,
  }) as const;
const named = (name: string): PortalConfiguration => ({
  ...document,
  portal: { ...document.portal, name: { de: name } },
});
const colour = (at: number): DraftOperation => {
  const tile = document.tiles[at];
  if (tile === undefined) throw new Error("There is no such tile.");
  return { op: "put-tile", tile: { ...tile, colour: "#123456" } };
};

describe("a whole document", () => {
  it("comes into force on every replica, while the changes in the draft stand on it", async () => {
    const options = { log: quietLog, firstDocument: async () => Promise.reject(new Error("never asked")) };
    const here = await openConfiguration({ store: storage.configurations, bus: storage.bus, ...options });
    const there = await openConfiguration({ store: other.configurations, bus: other.bus, ...options });
    const { version, published } = await store.read();
    await store.append(version, [colour(0)], by);
    await publishDocument(store, published.version, publicationOf(named("Eins")));
    const names = () => [here, there].map((one) => one.current().document.portal.name.de);
    await expect.poll(names).toEqual(["Eins", "Eins"]);
    const draft = await createDrafts(other.administration.drafts).current();
    expect([draft.document.portal.name.de, draft.document.tiles[0]?.colour]).toEqual(["Eins", "#123456"]);
    here.close();
    there.close();
  });

  it("begins again when somebody saves in the draft meanwhile, and loses nothing of it", async () => {
    const { published } = await store.read();
    let saves = 0;
    const busy: DraftStore = {
      ...store,
      async publish(expected, publication) {
        if (saves < 3) {
          saves += 1;
          await other.administration.drafts.append(expected.draft, [colour(saves)], by);
        }
        return store.publish(expected, publication);
      },
    };
    const before = (await store.read()).changes.length;
    const after = await publishDocument(busy, published.version, publicationOf(named("Zwei")));
    expect([saves, after.changes.length, after.published.version]).toEqual([3, before + 3, published.version + 1]);
    expect(after.changes.map(({ dropped }) => dropped)).toEqual(after.changes.map(() => null));
  });

  it("is refused when another version came into force, and changes nothing", async () => {
    const before = await store.read();
    const late = publishDocument(store, before.published.version - 1, publicationOf(named("Drei")));
    await expect(late).rejects.toMatchObject({ code: "version_stale" });
    expect(await store.read()).toEqual(before);
  });

  it("drops changes of what a file keeps from then on", async () => {
    const { published, changes } = await store.read();
    const [tile] = document.tiles;
    const ownership = { origin: "git", paths: [`tiles/${tile?.key}`] };
    const after = await publishDocument(store, published.version, { ...publicationOf(named("Vier")), ownership });
    expect(after.changes.map(({ dropped }) => dropped !== null)).toEqual(changes.map((_, at) => at === 0));
  });
});

describe("drafts", () => {
  it("lead to the same document whether they are read at once or change by change", async () => {
    const { version } = await store.read();
    await store.discard(version, by);
    const followed = createDrafts(store);
    for (let at = 1; at < 5; at += 1) {
      const { version: now } = await followed.current();
      await followed.change(now, [colour(at)], by);
    }
    expect(await followed.current()).toEqual(await createDrafts(store).current());
  });
});
