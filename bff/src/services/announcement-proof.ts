import type { readProof } from "@pforte/shared/contract/admin-live";
import type { CallReply } from "@pforte/shared/contract/endpoint";
import type { AuditStore } from "#storage/ports/audit-store.ts";
import type { ActBy } from "#storage/ports/draft-store.ts";
import type { KnownPeopleStore } from "#storage/ports/known-people-store.ts";
import type { LiveItem, LiveStore, ProofRow } from "#storage/ports/live-store.ts";
import { toCsv } from "./csv.ts";
import { seenMilliseconds } from "./live-administration.ts";
import { storedAnnouncementSchema } from "./live-items.ts";
import { Refusal } from "./refusal.ts";

/** Who confirmed an announcement. Each look is written down, before anything is shown. */
export interface AnnouncementProof {
  read(key: string, by: ActBy): Promise<CallReply<typeof readProof>>;
  /** Also of one that was removed, as long as it is kept. */
  csv(key: string, by: ActBy): Promise<string>;
}

interface AnnouncementProofOptions {
  readonly store: Pick<LiveStore, "find" | "proof">;
  readonly audit: Pick<AuditStore, "append">;
  readonly knownPeople: Pick<KnownPeopleStore, "countIn">;
  readonly retentionSeconds: number;
  readonly now: () => Date;
}

export function createAnnouncementProof(options: AnnouncementProofOptions): AnnouncementProof {
  const { store, audit, knownPeople, retentionSeconds, now } = options;
  const look = async (key: string, by: ActBy, form: "page" | "csv"): Promise<Looked> => {
    const item = await store.find("announcement", key);
    if (item === null) throw new Refusal("not_found", "There is no such announcement.");
    const rows = await store.proof(key);
    const after = { form, people: rows.length };
    await audit.append({
      ...by,
      action: "announcement.proof_read",
      target: `announcements/${key}`,
      before: null,
      after,
    });
    return { item, rows };
  };
  return {
    async read(key, by) {
      const { item, rows } = await look(key, by, "page");
      const announcement = storedAnnouncementSchema.safeParse(item.body).data?.announcement;
      // Whom a removed one was for is not known any more, and a number must not be made up.
      if (announcement === undefined) throw new Refusal("not_found", "The announcement was removed.");
      const since = new Date(now().getTime() - seenMilliseconds);
      const { until } = announcement;
      return {
        confirmed: rows.map(({ name, username, at, revision }) => ({ name, username, at: at.toISOString(), revision })),
        of: await knownPeople.countIn(announcement.groups, since),
        keptUntil: until === undefined ? null : new Date(Date.parse(until) + retentionSeconds * 1000).toISOString(),
      };
    },
    async csv(key, by) {
      const { rows } = await look(key, by, "csv");
      return toCsv([
        ["name", "username", "confirmed_at", "revision"],
        ...rows.map(({ name, username, at, revision }) => [name, username, at.toISOString(), String(revision)]),
      ]);
    },
  };
}

interface Looked {
  readonly item: LiveItem;
  readonly rows: readonly ProofRow[];
}
