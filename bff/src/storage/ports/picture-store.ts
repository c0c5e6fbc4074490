import type { ActBy } from "./draft-store.ts";

/** Uploaded pictures by their name (`<sha256>.<type>`); they never change. */
export interface PictureStore {
  find(name: string): Promise<Uint8Array | null>;
  /** Adds it, with its audit row; one that is there already stays. */
  add(name: string, bytes: Uint8Array, by: ActBy): Promise<void>;
  /** Which of these are there. */
  known(names: readonly string[]): Promise<ReadonlySet<string>>;
}
