import type { Topic } from "#connectors/kit/push.ts";
import type { Log } from "#log.ts";
import type { Bus } from "#storage/ports/bus.ts";
import { ownerDigest, type Principal } from "#storage/principal.ts";

/** Tells a person's pages on all replicas what changed at a source. Never throws: who misses it reads again at the next resync. */
export type AnnounceChange = (principal: Principal, source: string, topics: readonly Topic[]) => Promise<void>;

/** `replica` marks what this process announces, because what it knows is new already. */
export function createAnnounceChange({
  bus,
  replica,
  log,
}: {
  readonly bus: Bus;
  readonly replica: string;
  readonly log: Log;
}): AnnounceChange {
  return async (principal, source, topics) => {
    try {
      await bus.publish({ type: "source_changed", owner: ownerDigest(principal.owner), source, topics, replica });
    } catch (error) {
      const name = error instanceof Error ? error.name : "unknown";
      log.warn({ source, error: name }, "A change at a source could not be announced.");
    }
  };
}
