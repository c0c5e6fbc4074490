import type { Language } from "@pforte/shared/contract/localized";
import type { Principal } from "#storage/principal.ts";

/** What is known of the page that begins to look. */
export interface WatchingPage {
  readonly language: Language;
  /** Open, but not looked at: its tools are asked less often. */
  readonly isHidden: boolean;
  /** It goes on with what it showed before, and does not read everything anew. */
  readonly isContinued: boolean;
}

/** Keeps the live sources of a person under watch while they have a page open; changes are announced on the bus. */
export interface SourceWatch {
  /** Starts watching for this person, or counts one more page; returns the way to stop. Never throws. */
  attach(principal: Principal, page: WatchingPage): () => void;
}
