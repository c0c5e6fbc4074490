/**
 * Which of a session's devices at a tool a token is for: the portal's own, whose calls feed the start page, or the one of
 * the chat that is open in the browser. A tool without devices knows only the first.
 */
export type ToolDevice = "portal" | "page";

/** Where a token is kept: one per session, source and device. */
export interface TokenPlace {
  readonly sessionHash: string;
  /** The source's key. */
  readonly source: string;
  readonly device: ToolDevice;
}

/** A token for one tool, sealed; lives and dies with the session. */
export interface ToolToken extends TokenPlace {
  readonly sealed: string;
  /** When it must no longer be used; null for one that does not expire. */
  readonly expiresAt: Date | null;
  readonly version: number;
}

/** Tokens for tools. Rows vanish in the transaction that ends their session. */
export interface ToolTokenStore {
  find(place: TokenPlace): Promise<ToolToken | null>;
  /** Writes if the session lives and the stored version is `expected` (null: no row yet); false means discard. */
  replace(token: Omit<ToolToken, "version">, expected: number | null): Promise<boolean>;
  /** Takes the right to obtain or refresh this token, across replicas; false while another holder has it. */
  takeLease(place: TokenPlace, holder: string, milliseconds: number): Promise<boolean>;
  releaseLease(place: TokenPlace, holder: string): Promise<void>;
  remove(place: TokenPlace): Promise<void>;
}
