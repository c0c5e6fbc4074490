/** A token for one tool, sealed; lives and dies with the session. */
export interface ToolToken {
  readonly sessionHash: string;
  /** The source's key. */
  readonly source: string;
  readonly sealed: string;
  /** When it must no longer be used; null for one that does not expire. */
  readonly expiresAt: Date | null;
  readonly version: number;
}

/** Tokens for tools. Rows vanish in the transaction that ends their session. */
export interface ToolTokenStore {
  find(sessionHash: string, source: string): Promise<ToolToken | null>;
  /** Writes if the session lives and the stored version is `expected` (null: no row yet); false means discard. */
  replace(token: Omit<ToolToken, "version">, expected: number | null): Promise<boolean>;
  /** Takes the right to obtain or refresh this token, across replicas; false while another holder has it. */
  takeLease(sessionHash: string, source: string, holder: string, milliseconds: number): Promise<boolean>;
  releaseLease(sessionHash: string, source: string, holder: string): Promise<void>;
  remove(sessionHash: string, source: string): Promise<void>;
}
