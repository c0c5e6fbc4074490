import type { Actor } from "@pforte/shared/contract/admin-audit";
import type { DraftOperation, Ownership } from "@pforte/shared/contract/admin-draft";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";

/** Who acts, and in which request. */
export interface ActBy {
  readonly actor: Actor;
  readonly requestId: string | null;
}

export interface StoredChange {
  readonly version: number;
  readonly operations: readonly DraftOperation[];
  readonly actor: Actor;
  readonly at: Date;
  readonly dropped: string | null;
}

/** The draft as it lies there: its document follows from the published one and the changes. */
export interface StoredDraft {
  readonly version: number;
  readonly published: { readonly version: number; readonly document: PortalConfiguration };
  readonly changes: readonly StoredChange[];
  /** What a file keeps of the published version; null where it keeps nothing. */
  readonly ownership: Ownership | null;
}

/** What a publication says beside its document. */
export interface Publication extends ActBy {
  readonly document: PortalConfiguration;
  readonly note: string;
  readonly action: "configuration.published" | "configuration.rolled_back" | "configuration.applied";
  readonly rolledBackFrom: number | null;
  /** What a file keeps from now on; `undefined` leaves it as it is, `null` ends it. */
  readonly ownership: { readonly origin: string; readonly paths: readonly string[] } | null | undefined;
  /** What becomes of the changes in the draft, decided on the new document: those that remain, with why one is dropped. */
  readonly remaining: readonly StoredChange[];
}

/** The one shared draft and what is made of it; every write has its audit row in the same transaction. */
export interface DraftStore {
  read(): Promise<StoredDraft>;
  /** Appends a change if the draft is at `version`; null when somebody was faster. Returns the draft after it. */
  append(version: number, operations: readonly DraftOperation[], by: ActBy): Promise<StoredDraft | null>;
  /** Drops all changes if the draft is at `version`; null otherwise. */
  discard(version: number, by: ActBy): Promise<StoredDraft | null>;
  /**
   * Makes a document the version in force if the draft is at `draft` and the version in force is `after`; null when either
   * is not, and nothing is done. The draft's version grows.
   */
  publish(
    expected: { readonly draft: number; readonly after: number },
    publication: Publication,
  ): Promise<StoredDraft | null>;
}
