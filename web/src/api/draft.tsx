import type { Draft, DraftOperation } from "@pforte/shared/contract/admin-draft";
import { createContext, use } from "react";
import type { ReactElement, ReactNode } from "react";

/** Why what somebody did is not saved. `conflict`: somebody else changed the same; both sides are kept until one is chosen. */
export type DraftProblem =
  | {
      readonly kind: "conflict";
      /** What was wanted here, and would still be done. */
      readonly mine: readonly DraftOperation[];
      /** The draft as others left it. */
      readonly theirs: Draft;
      readonly keepMine: () => void;
      readonly takeTheirs: () => void;
    }
  | { readonly kind: "failed"; readonly error: unknown; readonly retry: () => void };

/** The shared draft as this tab sees it: with what is typed here and not yet saved. */
export interface DraftClient {
  /** `null` while it is read for the first time. */
  readonly draft: Draft | null;
  /** Why it could not be read at all, or `null`. */
  readonly error: unknown;
  readonly retry: () => void;
  readonly isSaving: boolean;
  /** When the last change of this tab was saved, ISO; `null` before the first. */
  readonly savedAt: string | null;
  readonly problem: DraftProblem | null;
  /** Does it at once in this tab and saves it in the background, in order; undo takes back one such call as a whole. */
  readonly change: (operations: readonly DraftOperation[]) => void;
  /** `null` where there is nothing of this tab to take back or to do again. */
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
  readonly discard: () => Promise<void>;
  /** Takes a draft that another call brought (publishing), and reads it again. */
  readonly replace: (draft: Draft) => void;
  /** Whether a file keeps this path (`tiles/mail`, `portal`, `portal/name`, `categories`); where from, or `null`. */
  readonly ownerOf: (path: string) => string | null;
}

const DraftContext = createContext<DraftClient | null>(null);

/** Reads the draft and keeps it up to date while the area is open. */
export function DraftProvider({ children }: { children: ReactNode }): ReactElement {
  return <DraftContext value={null}>{children}</DraftContext>;
}

export function useDraft(): DraftClient {
  const client = use(DraftContext);
  if (client === null) {
    throw new Error("The draft is used outside of the area of administrators.");
  }
  return client;
}
