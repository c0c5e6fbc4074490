import type { Principal } from "#storage/principal.ts";

/** Keeps the live sources of a person under watch while they have a page open; changes are announced on the bus. */
export interface SourceWatch {
  /** Starts watching for this person, or counts one more page; returns the way to stop. Never throws. */
  attach(principal: Principal): () => void;
}
