import type { AdministrationStorage } from "./ports/administration-storage.ts";
import type { Bus } from "./ports/bus.ts";
import type { ConfigurationStore } from "./ports/configuration-store.ts";
import type { InboxStore, IntentQueue } from "./ports/inbox-store.ts";
import type { LoginTransactionStore } from "./ports/login-transaction-store.ts";
import type { PersonSettingsStore } from "./ports/person-settings-store.ts";
import type { ReplayStore } from "./ports/replay-store.ts";
import type { SessionStore } from "./ports/session-store.ts";
import type { ToolTokenStore } from "./ports/tool-token-store.ts";

/** All that the portal keeps; one PostgreSQL behind it. */
export interface Storage {
  readonly sessions: SessionStore;
  readonly loginTransactions: LoginTransactionStore;
  readonly replays: ReplayStore;
  readonly toolTokens: ToolTokenStore;
  readonly configurations: ConfigurationStore;
  readonly people: PersonSettingsStore;
  readonly inbox: InboxStore;
  readonly intents: IntentQueue;
  readonly administration: AdministrationStorage;
  readonly bus: Bus;
  /** Answers only if the database does, within a second. */
  ping(): Promise<void>;
  /** The time by the database's clock, which all replicas share. */
  time(): Promise<Date>;
  close(): Promise<void>;
}

/** The database did not answer, or not in time. Becomes 503 with Retry-After; never "signed out". */
export class StorageUnavailableError extends Error {
  override readonly name = "StorageUnavailableError";
}

/** A text that no database of ours keeps, such as one with a NUL in it; whoever sent it can send another one. */
export class UnstorableTextError extends Error {
  override readonly name = "UnstorableTextError";
}
