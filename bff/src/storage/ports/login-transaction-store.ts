/** What must be remembered between leaving for the identity provider (or a tool's sign-in) and coming back; sealed by `auth`. */
export interface LoginTransaction {
  /** SHA-256 of the transaction's id, hex; the id is in a cookie of this browser. */
  readonly hash: string;
  readonly sealed: string;
  readonly expiresAt: Date;
}

export interface TakenTransaction extends LoginTransaction {
  /** By the clock of the store, which all replicas share. */
  readonly takenAt: Date;
}

/** Transactions that can be finished once. */
export interface LoginTransactionStore {
  put(transaction: LoginTransaction): Promise<void>;
  /** Removes and returns it: the second caller gets null. Also null once it expired. */
  take(hash: string, now: Date): Promise<TakenTransaction | null>;
  sweep(now: Date): Promise<number>;
}
