import type { OwnSession } from "@pforte/shared/contract/own-sessions";
import type { Arrival, EndedSession, SessionStore } from "#storage/ports/session-store.ts";
import type { Owner, Principal } from "#storage/principal.ts";
import { deviceKindOf } from "./device-kind.ts";
import type { PersonVault } from "./person-vault.ts";
import type { PortalNotifications } from "./portal-notifications.ts";

/** Where a person is signed in, and how they end that (S20). */
export interface OwnSessions {
  list(person: Principal): Promise<readonly OwnSession[]>;
  /** Ends another session of this person; how many ended, 0 or 1. Their own is ended by signing out. */
  endOne(person: Principal, id: string): Promise<number>;
  endOthers(person: Principal): Promise<number>;
  /** Whether the session that this was the hash of is over because its person ended it in another one. */
  wasEndedElsewhere(hash: string): Promise<boolean>;
  /** What a sign-in of this person from that browser leaves behind: its kind, and what they are told if it is a new one. */
  arrivalOf(owner: Owner, browser: { readonly id: string; readonly says: string | undefined }): Arrival;
}

interface OwnSessionsOptions {
  readonly store: Pick<SessionStore, "listOf" | "endOthers" | "wasEndedByPerson">;
  readonly vault: Pick<PersonVault, "digest">;
  readonly notifications: Pick<PortalNotifications, "make">;
  readonly idleSeconds: number;
  /** Tidies up after sessions that ended: memory, the identity provider, devices at tools. */
  readonly onEnded: (ended: readonly EndedSession[]) => void;
  readonly now: () => Date;
}

const minute = 60_000;
/** Where the notification of a new device leads. */
const page = "/account/sessions";

export function createOwnSessions(options: OwnSessionsOptions): OwnSessions {
  const { store, vault, notifications, idleSeconds, onEnded, now } = options;
  const idOf = (owner: Owner, hash: string) => vault.digest(owner, "own-session", hash);
  const living = async (owner: Owner) => store.listOf(owner, now(), idleSeconds);
  const end = async ({ owner, sessionHash }: Principal, only: string | null): Promise<number> => {
    const ended = await store.endOthers(owner, sessionHash, only);
    onEnded(ended);
    return ended.length;
  };
  return {
    async list({ owner, sessionHash }) {
      const sessions = await living(owner);
      const isCurrent = ({ hash }: { readonly hash: string }) => hash === sessionHash;
      return [...sessions.filter(isCurrent), ...sessions.filter((each) => !isCurrent(each))].map((session) => ({
        id: idOf(owner, session.hash),
        isCurrent: isCurrent(session),
        device: { browser: session.browser, system: session.system },
        signedInAt: session.startedAt.toISOString(),
        lastUsedAt: new Date(Math.floor(session.lastActiveAt.getTime() / minute) * minute).toISOString(),
      }));
    },

    async endOne(person, id) {
      const named = (await living(person.owner)).find(({ hash }) => idOf(person.owner, hash) === id);
      return named === undefined ? 0 : end(person, named.hash);
    },

    endOthers: async (person) => end(person, null),

    wasEndedElsewhere: async (hash) => store.wasEndedByPerson(hash),

    arrivalOf(owner, { id, says }) {
      const kind = deviceKindOf(says);
      const notice = notifications.make(owner, "new_device", { device: kind, href: page });
      return { ...kind, device: vault.digest(owner, "device", id), notice };
    },
  };
}
