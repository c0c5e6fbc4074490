import type { findPerson } from "@pforte/shared/contract/admin-people";
import type { CallReply } from "@pforte/shared/contract/endpoint";
import type { AuditStore } from "#storage/ports/audit-store.ts";
import type { ActBy } from "#storage/ports/draft-store.ts";
import type { KnownPeopleStore } from "#storage/ports/known-people-store.ts";
import type { EndedSession, SessionStore } from "#storage/ports/session-store.ts";
import type { Owner } from "#storage/principal.ts";
import { Refusal } from "./refusal.ts";

/** What administrators learn of people: how many, and of one whom they name. */
export interface PeopleAdministration {
  presence(): Promise<{ people: number; sessions: number }>;
  /** By the exact user name; the search is written down whether it finds somebody or not. */
  find(username: string, by: ActBy): Promise<CallReply<typeof findPerson>>;
  /** How many sessions ended. */
  endSessions(owner: Owner, by: ActBy): Promise<number>;
}

interface PeopleAdministrationOptions {
  readonly sessions: Pick<SessionStore, "presence" | "timesOf" | "endAllOf">;
  readonly knownPeople: Pick<KnownPeopleStore, "byUsername">;
  readonly audit: Pick<AuditStore, "append">;
  readonly idleSeconds: number;
  /** Tidies up after sessions that ended: memory, the identity provider, devices at tools. */
  readonly onEnded: (ended: readonly EndedSession[]) => void;
  readonly now: () => Date;
}

export function createPeopleAdministration(options: PeopleAdministrationOptions): PeopleAdministration {
  const { sessions, knownPeople, audit, idleSeconds, onEnded, now } = options;
  return {
    presence: async () => sessions.presence(now(), idleSeconds),
    async find(username, by) {
      const known = await knownPeople.byUsername(username.toLowerCase());
      const after = { username, found: known.map(({ owner }) => owner) };
      await audit.append({ ...by, action: "person.looked_up", target: "people", before: null, after });
      if (known.length === 0) throw new Refusal("not_found", "Nobody of that user name signed in lately.");
      const people = known.map(async ({ owner, username: name, name: displayName, seenAt }) => ({
        issuer: owner.issuer,
        subject: owner.subject,
        username: name,
        name: displayName,
        seenAt: seenAt.toISOString(),
        sessions: (await sessions.timesOf(owner, now(), idleSeconds)).map(({ startedAt, lastActiveAt }) => ({
          startedAt: startedAt.toISOString(),
          lastActiveAt: lastActiveAt.toISOString(),
        })),
      }));
      return { people: await Promise.all(people) };
    },
    async endSessions(owner, by) {
      const ended = await sessions.endAllOf(owner, by);
      onEnded(ended);
      return ended.length;
    },
  };
}
