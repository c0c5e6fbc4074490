/** What replicas tell each other. Owners and sessions travel as hashes; content never does. */
export type BusMessage =
  | {
      readonly type: "session_ended";
      readonly sessionHash: string;
      readonly because: "signed_out" | "expired";
      /** The person ended it in another of their sessions. */
      readonly isElsewhere?: boolean | undefined;
    }
  | { readonly type: "configuration_published"; readonly version: number }
  /** Announcements, maintenances or switched-off sources changed. */
  | { readonly type: "live_changed" }
  | { readonly type: "draft_changed"; readonly version: number }
  /** Somebody answered an announcement. */
  | { readonly type: "announcement_answered"; readonly owner: string }
  | { readonly type: "preferences_changed"; readonly owner: string }
  | {
      readonly type: "source_changed";
      readonly owner: string;
      readonly source: string;
      /** What of it; absent where it may be anything. */
      readonly topics?: readonly ("notifications" | "files" | "work" | "chat")[] | undefined;
      /** The process that noticed it and holds the new content already; absent where nobody does. */
      readonly replica?: string | undefined;
    }
  | { readonly type: "inbox_changed"; readonly owner: string }
  /** Somebody signed in: intents that waited for them can be carried out. */
  | { readonly type: "signed_in"; readonly owner: string };

/** LISTEN/NOTIFY between replicas. */
export interface Bus {
  publish(message: BusMessage): Promise<void>;
  /**
   * Returns the way to stop listening. Listeners never throw. The sequence grows from message to message, with gaps, and is
   * the same for all replicas; null from a release that knows none.
   */
  subscribe(listener: (message: BusMessage, sequence?: number | null) => void): () => void;
  /** All later messages are heard here from this sequence on; null while that is not known. */
  heardSince?(): number | null;
  /** False while the listening connection is down: what was missed is unknown, so caches must not be believed. */
  isListening(): boolean;
  /** Called when the connection came back after a gap. */
  onReconnect(listener: () => void): () => void;
}
