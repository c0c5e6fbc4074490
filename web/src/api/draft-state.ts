import type { Draft, DraftOperation } from "@pforte/shared/contract/admin-draft";

/** Why what somebody did is not saved. Nothing is lost: what is not saved stays in this tab until one side is chosen. */
export type DraftProblem =
  | {
      /** Somebody else changed the same. */
      readonly kind: "conflict";
      /** What was wanted here, and would still be done. */
      readonly mine: readonly DraftOperation[];
      /** What of it cannot be done any more, because of what others did; left out where mine is kept. */
      readonly impossible: readonly DraftOperation[];
      /** The draft that both sides began with, and as others left it. */
      readonly before: Draft;
      readonly theirs: Draft;
      readonly keepMine: () => void;
      readonly takeTheirs: () => void;
    }
  | {
      /** It could not be saved; `giveUp` takes it back in this tab. */
      readonly kind: "failed";
      readonly error: unknown;
      readonly mine: readonly DraftOperation[];
      readonly retry: () => void;
      readonly giveUp: () => void;
    }
  | {
      /** It is not taken back or done again, because somebody else has changed the same since. */
      readonly kind: "overtaken";
      readonly mine: readonly DraftOperation[];
      readonly dismiss: () => void;
    };

/** The shared draft as this tab sees it: with what is typed here and not yet saved. */
export interface DraftClient {
  /** `null` while it is read for the first time. */
  readonly draft: Draft | null;
  /** Why it could not be read, or not again, or `null`. */
  readonly error: unknown;
  /** When the server last told what is in it, ISO; `null` before it did. */
  readonly heardAt: string | null;
  readonly retry: () => void;
  readonly isSaving: boolean;
  /** When the last change of this tab was saved, ISO; `null` before the first. */
  readonly savedAt: string | null;
  readonly problem: DraftProblem | null;
  /**
   * Does it at once in this tab and saves it in the background, in order; undo takes back one such call as a whole and is
   * called by `name` (“Kontakte verschieben”). Returns whether it can be done.
   */
  readonly change: (operations: readonly DraftOperation[], name?: string) => boolean;
  /** `null` where there is nothing of this tab to take back or to do again; gives whether it was done. */
  readonly undo: (() => boolean) | null;
  readonly redo: (() => boolean) | null;
  /** The names of what would be taken back or done again, where they have one. */
  readonly undoName: string | null;
  readonly redoName: string | null;
  readonly discard: () => Promise<void>;
  /** Takes a draft that another call brought (publishing), and reads it again. */
  readonly replace: (draft: Draft) => void;
  /** Whether a file keeps this path (`tiles/mail`, `portal`, `portal/name`, `categories`); where from, or `null`. */
  readonly ownerOf: (path: string) => string | null;
}

/** What can be seen of the draft at one moment. */
export type DraftView = Pick<
  DraftClient,
  "draft" | "error" | "heardAt" | "isSaving" | "savedAt" | "problem" | "undo" | "redo" | "undoName" | "redoName"
>;

/** One act of this tab, for undo and redo. */
export interface Step {
  readonly name: string | null;
  readonly operations: readonly DraftOperation[];
  readonly inverse: readonly DraftOperation[];
}
