import type { AuditAction } from "@pforte/shared/contract/admin-audit";
import type { Announcement, Maintenance, readLive, SourceSwitch } from "@pforte/shared/contract/admin-live";
import type { CallReply } from "@pforte/shared/contract/endpoint";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { ActBy } from "#storage/ports/draft-store.ts";
import type { KnownPeopleStore } from "#storage/ports/known-people-store.ts";
import type { LiveItem, LiveKind, LiveStore } from "#storage/ports/live-store.ts";
import { type KnownAnnouncement, phaseOf, readLiveItems, storedAnnouncementSchema } from "./live-items.ts";
import { Refusal } from "./refusal.ts";

/** All that changes at once, as administrators see it. */
export type LiveOverview = Omit<CallReply<typeof readLive>, "mayReadProof">;

/** A change of one thing, based on the version that its author read. */
interface Change {
  readonly key: string;
  readonly version: number;
  readonly by: ActBy;
}

/** What administrators change at once. Each throws a Refusal where it cannot be done, and gives the new version otherwise. */
export interface LiveAdministration {
  read(): Promise<LiveOverview>;
  putAnnouncement(
    change: Change & { readonly announcement: Announcement; readonly showAgain: boolean },
  ): Promise<{ version: number }>;
  putMaintenance(change: Change & { readonly maintenance: Maintenance }): Promise<{ version: number }>;
  switchOff(change: Change & { readonly switch: SourceSwitch }): Promise<{ version: number }>;
  remove(kind: LiveKind, change: Change): Promise<{ version: number }>;
}

interface LiveAdministrationOptions {
  readonly store: LiveStore;
  readonly knownPeople: Pick<KnownPeopleStore, "countIn">;
  readonly configuration: { current(): PublishedConfiguration };
  /** Reads on this replica what was just written. */
  readonly refresh: () => Promise<void>;
  readonly now: () => Date;
}

/** Whoever was not seen for longer is not counted among those whom an announcement is for. */
export const seenMilliseconds = 90 * 24 * 3600 * 1000;

const removals: Readonly<Record<LiveKind, AuditAction>> = {
  announcement: "announcement.removed",
  maintenance: "maintenance.removed",
  source_off: "source.switched",
};

export function createLiveAdministration(options: LiveAdministrationOptions): LiveAdministration {
  const { configuration } = options;
  const documentNow = () => configuration.current().document;
  return {
    read: async () => read(options),
    async putAnnouncement({ key, version, by, announcement, showAgain }) {
      const { tile } = announcement;
      if (announcement.key !== key) throw otherKey("announcement.key");
      if (tile !== undefined && !documentNow().tiles.some((each) => each.key === tile)) {
        const path = "announcement.tile";
        throw new Refusal("bad_request", "There is no such tile.", [{ path, message: `there is no tile ${tile}` }]);
      }
      return put(options, {
        kind: "announcement",
        key,
        version,
        by: { ...by, action: "announcement.changed" },
        body: (next, before) => ({ announcement, revision: revisionOf(next, before, showAgain) }),
      });
    },
    async putMaintenance({ key, version, by, maintenance }) {
      if (maintenance.tile !== key) throw otherKey("maintenance.tile");
      if (!documentNow().tiles.some((tile) => tile.key === key))
        throw new Refusal("not_found", "There is no such tile.");
      const action = "maintenance.changed" as const;
      return put(options, { kind: "maintenance", key, version, by: { ...by, action }, body: () => maintenance });
    },
    async switchOff({ key, version, by, switch: off }) {
      if (off.source !== key) throw otherKey("switch.source");
      if (!documentNow().sources.some((source) => source.key === key)) {
        throw new Refusal("not_found", "There is no such source.");
      }
      const action = "source.switched" as const;
      return put(options, { kind: "source_off", key, version, by: { ...by, action }, body: () => off });
    },
    remove: async (kind, { key, version, by }) =>
      put(options, { kind, key, version, by: { ...by, action: removals[kind] }, body: null }),
  };
}

/** Those who answered see it no more, until it is shown again: then it is a new one for them. */
function revisionOf(next: number, before: unknown, showAgain: boolean): number {
  const known = storedAnnouncementSchema.safeParse(before).data?.revision;
  return known === undefined || showAgain ? next : known;
}

const otherKey = (path: string) =>
  new Refusal("bad_request", "The body is about another one than the address.", [
    { path, message: "must be the key of the address" },
  ]);

interface Put {
  readonly kind: LiveKind;
  readonly key: string;
  readonly version: number;
  readonly by: ActBy & { readonly action: AuditAction };
  readonly body: ((version: number, before: unknown) => unknown) | null;
}

async function put({ store, refresh }: LiveAdministrationOptions, { kind, key, version, by, body }: Put) {
  const written = await store.put({ kind, key, body }, version, by);
  if (written === null) {
    throw new Refusal("version_stale", "Somebody changed it in the meantime.");
  }
  // It is in force; that this replica could not read it yet is no failure of the act.
  await refresh().catch(() => undefined);
  return { version: written.version };
}

async function read(options: LiveAdministrationOptions): Promise<LiveOverview> {
  const { store } = options;
  const [items, counts] = await Promise.all([store.items(), store.confirmedCounts()]);
  const { announcements, maintenances, sourcesOff } = readLiveItems(items, () => undefined);
  return {
    announcements: await Promise.all(announcements.map(async (known) => announcementFacts(options, known, counts))),
    maintenances: maintenances.map(({ item, maintenance }) => withFacts(item, { maintenance })),
    sourcesOff: sourcesOff.map(({ item, switch: off }) => withFacts(item, { switch: off })),
  };
}

const withFacts = <Value extends object>({ version, changedAt, changedBy }: LiveItem, value: Value) => ({
  version,
  changedAt: changedAt.toISOString(),
  changedBy,
  ...value,
});

async function announcementFacts(
  options: LiveAdministrationOptions,
  known: KnownAnnouncement,
  counts: ReadonlyMap<string, number>,
) {
  const { item, announcement, revision } = known;
  return withFacts(item, {
    announcement,
    revision,
    phase: phaseOf(announcement, options.now().getTime()),
    confirmed: await confirmedOf(options, known, counts),
  });
}

async function confirmedOf(
  { knownPeople, now }: LiveAdministrationOptions,
  { announcement }: KnownAnnouncement,
  counts: ReadonlyMap<string, number>,
): Promise<{ count: number; of: number } | null> {
  if (announcement.acknowledgement === undefined) return null;
  const of = await knownPeople.countIn(announcement.groups, new Date(now().getTime() - seenMilliseconds));
  return { count: counts.get(announcement.key) ?? 0, of };
}
