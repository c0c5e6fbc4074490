import { boundedCache } from "#bounded-cache.ts";
import type { Bus } from "#storage/ports/bus.ts";
import type { AnnouncementAnswer, LiveStore } from "#storage/ports/live-store.ts";
import { type Owner, ownerDigest, type Principal } from "#storage/principal.ts";

type Given = Omit<AnnouncementAnswer, "at">;

/** What people answered to announcements. Read with every page while there is any, so kept in memory. */
export interface AnnouncementAnswers {
  of(owner: Owner): Promise<readonly AnnouncementAnswer[]>;
  give(principal: Principal, given: Given): Promise<void>;
  /** Takes back that one was put away; a confirmation stays. */
  takeBack(owner: Owner, announcement: string, revision: number): Promise<void>;
  close(): void;
}

interface Known {
  readonly owner: Owner;
  readonly answers: readonly AnnouncementAnswer[];
}

/** Remembers answers for a minute, and forgets them at once when they change on any replica or changes may have been missed. */
export function createAnnouncementAnswers(
  store: Pick<LiveStore, "answersOf" | "answer" | "takeBack">,
  bus: Pick<Bus, "subscribe" | "onReconnect" | "isListening">,
): AnnouncementAnswers {
  const known = boundedCache<string, Known>(20_000, { ttl: 60_000 });
  // Grows when something may have changed, so that a read that began before is not kept.
  let generation = 0;
  const forget = (owner: string | null) => {
    generation += 1;
    if (owner === null) known.clear();
    else known.delete(owner);
  };
  const stop = [
    bus.subscribe((message) => {
      if (message.type === "announcement_answered") forget(message.owner);
    }),
    bus.onReconnect(() => forget(null)),
  ];
  return {
    async of(owner) {
      const digest = ownerDigest(owner);
      const kept = bus.isListening() ? known.get(digest) : undefined;
      // What lies under somebody else's key is nobody's (S48).
      if (kept !== undefined && kept.owner.issuer === owner.issuer && kept.owner.subject === owner.subject) {
        return kept.answers;
      }
      const before = generation;
      const answers = await store.answersOf(owner);
      if (before === generation && bus.isListening()) known.set(digest, { owner, answers });
      return answers;
    },
    async give({ owner, username, name }, given) {
      await store.answer(owner, { username, name }, given);
      forget(ownerDigest(owner));
    },
    async takeBack(owner, announcement, revision) {
      await store.takeBack(owner, announcement, revision);
      forget(ownerDigest(owner));
    },
    close: () => stop.forEach((end) => end()),
  };
}
