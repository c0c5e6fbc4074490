import type { LinkFinding } from "@pforte/shared/contract/admin-assets";

/** What asking addresses found, the newest of each. */
export interface LinkStore {
  findings(): Promise<readonly LinkFinding[]>;
  put(finding: LinkFinding): Promise<void>;
  /** Forgets addresses that nobody asked since. */
  sweep(before: Date): Promise<number>;
}
