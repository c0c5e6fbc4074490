import type { DeviceKind } from "@pforte/shared/contract/own-sessions";
import type { Owner } from "../principal.ts";
import type { ActBy } from "./draft-store.ts";
import type { PortalNotification } from "./inbox-store.ts";
import type { ToolToken } from "./tool-token-store.ts";

/** What the identity provider said of a person at sign-in and at each refresh. */
export interface SessionPerson {
  readonly username: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly isAdministrator: boolean;
}

/** Tokens as they lie in the store: each sealed on its own, bound to its row and field. */
export interface SealedTokens {
  readonly access: string;
  readonly refresh: string | null;
  readonly id: string;
  readonly accessExpiresAt: Date;
}

export interface SessionRecord {
  /** SHA-256 of the session id, hex; the id itself is only in the person's cookie. */
  readonly hash: string;
  readonly owner: Owner;
  /** `sid` of the identity provider's session, for back-channel logout. */
  readonly providerSession: string | null;
  readonly person: SessionPerson;
  readonly tokens: SealedTokens;
  readonly createdAt: Date;
  readonly lastActiveAt: Date;
  /** The absolute end. */
  readonly endsAt: Date;
  readonly authTime: Date | null;
  readonly acr: string | null;
  /** Grows with every write of tokens; a refresh wins only against the version it read. */
  readonly version: number;
}

/** Why a session ended. */
export type SessionEnd =
  | "signed_out"
  | "back_channel"
  | "expired"
  | "replaced"
  | "evicted"
  | "refresh_refused"
  | "key_lost"
  | "by_administrator"
  /** By the person, in another of their sessions. */
  | "by_person";

/** From where somebody signs in. */
export interface Arrival extends DeviceKind {
  /** A keyed digest of what the browser is known by and of the person: two people at one browser have nothing in common. */
  readonly device: string;
  /** What the person is told if they know other devices, and this one not. */
  readonly notice: PortalNotification;
}

/** A living session as its person is told of it. */
export interface ListedSession extends DeviceKind {
  readonly hash: string;
  readonly startedAt: Date;
  readonly lastActiveAt: Date;
}

/** An ended session with what is needed to tidy up at the identity provider and the tools. */
export interface EndedSession {
  readonly hash: string;
  readonly owner: Owner;
  readonly providerSession: string | null;
  readonly tokens: SealedTokens;
  readonly because: SessionEnd;
  /** The tokens for tools that vanished with the session, so that a tool's own devices can be logged out. */
  readonly toolTokens: readonly ToolToken[];
}

/** One session of the provider, with `subject` only if it is theirs; or all of a person. */
export type Meant =
  | { readonly issuer: string; readonly sid: string; readonly subject: string | null }
  | { readonly issuer: string; readonly sid: null; readonly subject: string };

/** A verified logout of the identity provider; its `jti` counts once until `until`. */
export interface ProviderLogout {
  readonly meant: Meant;
  readonly jti: string;
  readonly until: Date;
}

/**
 * Sessions in PostgreSQL. An ended session stays as a tombstone until its absolute end, so that no late write can bring
 * it back; every end is announced on the bus in the same transaction.
 */
export interface SessionStore {
  /**
   * Inserts a session, ends `replaces` in the same transaction, evicts the person's oldest beyond `cap`, and tells the
   * person of a device that they do not know. Null, and nothing done, when the provider ended this session since `startedAt`, or lately where no time is given.
   */
  create(
    record: SessionRecord,
    options: {
      readonly replaces: string | null;
      readonly cap: number;
      readonly startedAt?: Date;
      readonly arrival?: Arrival;
    },
  ): Promise<readonly EndedSession[] | null>;
  /** The living session with this hash, or null: unknown, ended, or past its absolute end. */
  find(hash: string, now: Date): Promise<SessionRecord | null>;
  /** The living session in which this person acted last, if they did so since then. */
  findNewest(owner: Owner, now: Date, activeSince: Date): Promise<SessionRecord | null>;
  /** Records that the person acted. */
  touch(hash: string, at: Date): Promise<void>;
  /** Takes the right to refresh for `milliseconds`; false while another holder has it, or when the session is over. */
  takeRefreshLease(hash: string, version: number, holder: string, milliseconds: number): Promise<boolean>;
  releaseRefreshLease(hash: string, holder: string): Promise<void>;
  /** Writes refreshed tokens if the session still lives at this version; false means that they must be discarded and revoked. */
  replaceTokens(
    hash: string,
    version: number,
    change: {
      readonly tokens: SealedTokens;
      readonly person: SessionPerson;
      readonly authTime: Date | null;
      readonly acr: string | null;
    },
  ): Promise<boolean>;
  /** Whether a living session of this person is in that session of the provider. */
  isProviderSessionUsed(owner: Owner, providerSession: string | null, now: Date): Promise<boolean>;
  /** Ends one session; null if there was none to end. */
  end(hash: string, because: SessionEnd): Promise<EndedSession | null>;
  /** Ends what the provider ended, and what is being signed in to it right now. Null when this logout was heard before. */
  endByLogout(logout: ProviderLogout): Promise<readonly EndedSession[] | null>;
  /** Ends some of the sessions that are idle or past their absolute end; to be asked again until there are none. */
  endOver(now: Date, idleSeconds: number): Promise<readonly EndedSession[]>;
  /** How many sessions live, and of how many people. */
  presence(now: Date, idleSeconds: number): Promise<{ readonly people: number; readonly sessions: number }>;
  /** When the living sessions of this person began and were last active, newest first. */
  timesOf(
    owner: Owner,
    now: Date,
    idleSeconds: number,
  ): Promise<readonly { readonly startedAt: Date; readonly lastActiveAt: Date }[]>;
  /** Ends all sessions of a person, with its audit row in the same transaction. */
  endAllOf(owner: Owner, by: ActBy): Promise<readonly EndedSession[]>;
  /** The living sessions of this person, the newest first. */
  listOf(owner: Owner, now: Date, idleSeconds: number): Promise<readonly ListedSession[]>;
  /**
   * Ends a person's other sessions, or of these only one, while `by` lives; a sign-in from their devices will be told of as
   * that of a new one.
   */
  endOthers(owner: Owner, by: string, only: string | null): Promise<readonly EndedSession[]>;
  /** Whether this is a tombstone of a session that its person ended in another one. */
  wasEndedByPerson(hash: string): Promise<boolean>;
  /** Deletes tombstones past their absolute end; returns how many. */
  sweep(now: Date): Promise<number>;
}
