import type { CallReply } from "@pforte/shared/contract/endpoint";
import type { readGroups } from "@pforte/shared/contract/admin-publish";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import type { KnownPeopleStore } from "#storage/ports/known-people-store.ts";
import type { Drafts } from "./drafts.ts";

const seenMilliseconds = 90 * 86_400_000;

/** Names of groups: those of sign-ins of the last 90 days, and those that the configuration names. */
export interface GroupNames {
  read(): Promise<CallReply<typeof readGroups>>;
  /** All that are known, for the linter. */
  known(): Promise<ReadonlySet<string>>;
}

interface GroupNamesOptions {
  readonly people: Pick<KnownPeopleStore, "counts">;
  readonly drafts: Pick<Drafts, "current">;
  readonly now: () => Date;
}

export function createGroupNames({ people, drafts, now }: GroupNamesOptions): GroupNames {
  const counts = async (at: Date) => people.counts(new Date(at.getTime() - seenMilliseconds));
  return {
    async read() {
      const at = now();
      const [seen, draft] = await Promise.all([counts(at), drafts.current()]);
      const configured = new Set([...groupsIn(draft.published.document), ...groupsIn(draft.document)]);
      const names = [...new Set([...seen.groups.keys(), ...configured])].toSorted((one, other) =>
        one.localeCompare(other, "de"),
      );
      const groups = names.map((name) => ({
        name,
        people: seen.groups.get(name) ?? 0,
        isConfigured: configured.has(name),
      }));
      return { at: at.toISOString(), people: seen.people, groups };
    },
    known: async () => new Set((await counts(now())).groups.keys()),
  };
}

function groupsIn({ tiles }: PortalConfiguration): readonly string[] {
  return tiles.flatMap(({ groups }) => groups);
}
