/** Identifiers that may be used once, such as the `jti` of a logout token. */
export interface ReplayStore {
  /** True the first time; false when this identifier was seen and has not expired. */
  claim(key: string, until: Date): Promise<boolean>;
  sweep(now: Date): Promise<number>;
}
