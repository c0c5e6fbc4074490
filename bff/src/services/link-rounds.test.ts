import type { LinkFinding } from "@pforte/shared/contract/admin-assets";
import { portalConfigurationSchema, type PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { expect, test } from "vitest";
import { recordedLog } from "../../test/recorded-log.ts";
import type { BusMessage } from "#storage/ports/bus.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { StoredDraft } from "#storage/ports/draft-store.ts";
import { addressesOfTiles, LinkRounds, type LinkPace } from "./link-rounds.ts";

const text = { de: "Beispiel" };
const link = { de: "https://example.org/" };
const tile = (key: string, en?: string) => ({
  key,
  name: text,
  icon: "tool",
  links: { de: `https://${key}.example.org/`, ...(en !== undefined && { en }) },
});
const documentOf = (...tiles: ReturnType<typeof tile>[]): PortalConfiguration =>
  portalConfigurationSchema.parse({
    portal: {
      name: text,
      organisation: text,
      support: { name: text },
      imprint: link,
      privacy: link,
      accessibility: link,
    },
    categories: [],
    tiles,
  });

/** Replicas that share their claims, each with rounds of its own. */
function aWorld(document: PortalConfiguration) {
  const checked: string[] = [];
  const failing = new Set<string>();
  const known: LinkFinding[] = [];
  const claims = new Set<string>();
  const published: ((version: PublishedConfiguration) => void)[] = [];
  const listeners: ((message: BusMessage) => void)[] = [];
  const sweeps: Date[] = [];
  const log = recordedLog();
  const versionOf = (version: number, of: PortalConfiguration): PublishedConfiguration => ({
    version,
    document: of,
    publishedAt: new Date(),
    actor: "ines",
    note: "x",
  });
  let inForce = versionOf(1, document);
  let draft: Pick<StoredDraft, "version" | "changes"> = { version: 1, changes: [] };
  const replica = (pace: LinkPace = { gapMilliseconds: 0 }) =>
    new LinkRounds({
      checks: {
        check: async (address) => {
          checked.push(address);
          if (failing.has(address)) throw new Error("The database is gone.");
          return { address, checkedAt: "", state: "reachable", status: 200, mayBeFramed: null };
        },
        known: async () => known,
      },
      configuration: {
        current: () => inForce,
        onPublished(listener) {
          published.push(listener);
          return () => void published.splice(published.indexOf(listener), 1);
        },
        close: () => undefined,
      },
      drafts: { read: async () => draft },
      store: {
        sweep: async (before) => {
          sweeps.push(before);
          return 0;
        },
      },
      replays: {
        async claim(key) {
          const isFirst = !claims.has(key);
          claims.add(key);
          return isFirst;
        },
      },
      bus: {
        subscribe(listener) {
          listeners.push(listener);
          return () => void listeners.splice(listeners.indexOf(listener), 1);
        },
      },
      now: () => new Date("2026-03-02T09:00:00Z"),
      log,
      pace,
    });
  return {
    checked,
    failing,
    known,
    log,
    sweeps,
    replica,
    publish: (version: number, of: PortalConfiguration) => {
      inForce = versionOf(version, of);
      for (const listener of published) listener(inForce);
    },
    save: (next: typeof draft) => {
      draft = next;
      for (const listener of listeners) listener({ type: "draft_changed", version: next.version });
    },
  };
}

const changeOf = (version: number, ...tiles: ReturnType<typeof tile>[]): StoredDraft["changes"][number] => ({
  version,
  operations: documentOf(...tiles).tiles.map((each) => ({ op: "put-tile", tile: each })),
  actor: { kind: "portal" },
  at: new Date(),
  dropped: null,
});

test("every address of every tile counts once", () => {
  const document = documentOf(tile("mail", "https://mail.example.com/"), tile("chat", "https://mail.example.org/"));
  expect(addressesOfTiles(document)).toEqual([
    "https://mail.example.org/",
    "https://mail.example.com/",
    "https://chat.example.org/",
  ]);
});

test("the links of a published version are checked by one of all replicas", async () => {
  const world = aWorld(documentOf());
  const replicas = [world.replica(), world.replica(), world.replica()];
  for (const each of replicas) each.start();
  world.publish(2, documentOf(tile("mail"), tile("chat")));
  await expect.poll(() => world.checked.toSorted()).toEqual(["https://chat.example.org/", "https://mail.example.org/"]);
  for (const each of replicas) each.close();
});

test("a tile that is saved is checked, unless its addresses are known", async () => {
  const world = aWorld(documentOf());
  const { known } = world;
  known.push({
    address: "https://mail.example.org/",
    checkedAt: "",
    state: "reachable",
    status: 200,
    mayBeFramed: null,
  });
  const rounds = world.replica();
  rounds.start();
  const before = changeOf(4, tile("old"));
  world.save({ version: 5, changes: [before, changeOf(5, tile("mail"), tile("wiki"))] });
  await expect.poll(() => world.checked).toEqual(["https://wiki.example.org/"]);
  rounds.close();
});

test("all links are checked once a day, and what is of no use any more is forgotten", async () => {
  const world = aWorld(documentOf(tile("mail")));
  const rounds = world.replica({ gapMilliseconds: 0, lookMilliseconds: 5 });
  rounds.start();
  await expect.poll(() => world.sweeps.length).toBeGreaterThan(3);
  rounds.close();
  expect(world.checked).toEqual(["https://mail.example.org/"]);
  expect(world.sweeps[0]).toEqual(new Date("2026-01-31T09:00:00Z"));
});

test("a round that fails is told, and the next one is made", async () => {
  const world = aWorld(documentOf());
  world.failing.add("https://mail.example.org/");
  const rounds = world.replica();
  rounds.start();
  world.publish(2, documentOf(tile("mail")));
  await expect.poll(() => world.checked).toHaveLength(1);
  world.publish(3, documentOf(tile("chat")));
  await expect.poll(() => world.checked).toEqual(["https://mail.example.org/", "https://chat.example.org/"]);
  expect(world.log.lines.map(({ message }) => message)).toEqual(["Links could not be checked."]);
  rounds.close();
});

test("a version that is in force no longer is not checked to its end, and what was found a moment ago not again", async () => {
  const world = aWorld(documentOf());
  world.known.push({
    address: "https://known.example.org/",
    checkedAt: "2026-03-02T08:55:00.000Z",
    state: "reachable",
    status: 200,
    mayBeFramed: null,
  });
  const rounds = world.replica({ gapMilliseconds: 100 });
  rounds.start();
  world.publish(2, documentOf(...["a", "b", "c", "d", "e", "f"].map((key) => tile(key))));
  await expect.poll(() => world.checked).toHaveLength(2);
  world.publish(3, documentOf(tile("known"), tile("new")));
  await expect.poll(() => world.checked.at(-1)).toBe("https://new.example.org/");
  expect(world.checked.length).toBeLessThanOrEqual(5);
  expect(world.checked).not.toContain("https://known.example.org/");
  rounds.close();
});

test("nothing is checked any more after the end", async () => {
  const world = aWorld(documentOf());
  const rounds = world.replica({ gapMilliseconds: 300 });
  rounds.start();
  world.publish(2, documentOf(tile("mail"), tile("chat"), tile("files"), tile("work")));
  await expect.poll(() => world.checked).toHaveLength(2);
  rounds.close();
  world.publish(3, documentOf(tile("wiki")));
  await new Promise((resolve) => void setTimeout(resolve, 350));
  expect(world.checked).toHaveLength(2);
  expect(world.log.lines).toEqual([]);
});
