import type { WorkItem, WorkStatus } from "@pforte/shared/contract/work";
import { LRUCache } from "lru-cache";
import { ownerDigest, type Principal } from "#storage/principal.ts";

/** How statuses are called that a person was offered a moment ago, so that one that waits can be shown by its name. */
export class KnownStatuses {
  readonly #known = new LRUCache<string, readonly WorkStatus[]>({ max: 5000 });

  learn(principal: Principal, source: string, statuses: readonly WorkStatus[]): void {
    this.#known.set(keyOf(principal, source), statuses);
  }

  /** With its name where anything here tells it. */
  named(principal: Principal, source: string, id: string, listed: readonly WorkItem[]): WorkStatus {
    const offered = this.#known.get(keyOf(principal, source)) ?? [];
    const seen = listed.filter((item) => item.source === source).map((item) => item.status);
    return [...offered, ...seen].find((status) => status.id === id) ?? { id, name: "", isClosed: false };
  }
}

const keyOf = (principal: Principal, source: string) => `${ownerDigest(principal.owner)} ${source}`;
