import type { Actor, AuditAction } from "@pforte/shared/contract/admin-audit";
import type { Owner } from "../principal.ts";
import type { ActBy } from "./draft-store.ts";

export type LiveKind = "announcement" | "maintenance" | "source_off";

/** One thing that changes at once. A removed one keeps its row, so that its versions go on; its body is null then. */
export interface LiveItem {
  readonly kind: LiveKind;
  readonly key: string;
  readonly version: number;
  /** As it was written; checked by whoever reads it. */
  readonly body: unknown;
  readonly changedAt: Date;
  readonly changedBy: Actor;
}

export interface AnnouncementAnswer {
  readonly announcement: string;
  readonly revision: number;
  readonly answer: "put_away" | "confirmed";
  readonly at: Date;
}

export interface ProofRow {
  readonly name: string;
  readonly username: string;
  readonly at: Date;
  readonly revision: number;
}

/** What changes at once, with its audit row and its announcement on the bus in the same transaction; and what people answered. */
export interface LiveStore {
  /** Everything that is in force or planned, removed ones left out. */
  items(): Promise<readonly LiveItem[]>;
  /** Also one that was removed. */
  find(kind: LiveKind, key: string): Promise<LiveItem | null>;
  /**
   * Writes it if it is at `version` (0: not there, or removed); null otherwise. The body is made from the version that it
   * gets, which was never used before under this key, and from the body before; null removes it.
   */
  put(
    item: {
      readonly kind: LiveKind;
      readonly key: string;
      readonly body: ((version: number, before: unknown) => unknown) | null;
    },
    version: number,
    by: ActBy & { readonly action: AuditAction },
  ): Promise<LiveItem | null>;
  /** What this person answered; all revisions. */
  answersOf(owner: Owner): Promise<readonly AnnouncementAnswer[]>;
  /** The first answer stays; a confirmation wins over putting away. */
  answer(
    owner: Owner,
    who: { readonly username: string; readonly name: string },
    given: Omit<AnnouncementAnswer, "at">,
  ): Promise<void>;
  /** Takes back that one was put away; a confirmation stays. */
  takeBack(owner: Owner, announcement: string, revision: number): Promise<void>;
  /** Who confirmed it, at any of its revisions, in the order in which they did. */
  proof(announcement: string): Promise<readonly ProofRow[]>;
  /** How many people confirmed each announcement at its revision. */
  confirmedCounts(): Promise<ReadonlyMap<string, number>>;
  /** Deletes answers to announcements that are over since before that instant. */
  sweep(before: Date): Promise<number>;
}
