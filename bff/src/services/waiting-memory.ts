import { boundedCache } from "#bounded-cache.ts";
import type { Bus } from "#storage/ports/bus.ts";
import { ownerDigest, type Principal } from "#storage/principal.ts";
import type { Outbox } from "./outbox.ts";

interface WaitingMemoryOptions {
  readonly outbox: Pick<Outbox, "waitingOf" | "waitingCount" | "submit" | "handle">;
  readonly bus: Pick<Bus, "subscribe" | "onReconnect" | "isListening">;
  readonly mostPeople?: number;
}

/** The outbox, asked for what waits only until nothing does. */
export interface WaitingMemory extends Pick<Outbox, "waitingOf" | "waitingCount" | "submit" | "handle"> {
  close(): void;
}

/**
 * Almost always nothing waits, and every start page asks. That nothing waits is remembered until something changes; what
 * waits never is, because it is content and would need its owner inside. Believed only while replicas can be heard.
 */
export function rememberWaiting({ outbox, bus, mostPeople = 20_000 }: WaitingMemoryOptions): WaitingMemory {
  const free = boundedCache<string, true>(mostPeople, { ttl: 60_000 });
  const changes = boundedCache<string, number>(mostPeople);
  let gaps = 0;
  const forget = (owner: string) => {
    free.delete(owner);
    changes.set(owner, (changes.get(owner) ?? 0) + 1);
  };
  const stop = [
    bus.subscribe((message) => {
      if (message.type === "inbox_changed") forget(message.owner);
    }),
    bus.onReconnect(() => {
      gaps += 1;
      free.clear();
    }),
  ];
  const stateOf = (owner: string) => `${gaps} ${changes.get(owner) ?? 0}`;
  return {
    waitingCount: async (owner) => outbox.waitingCount(owner),
    handle: (kind, payload, handler, topics) => outbox.handle(kind, payload, handler, topics),
    async submit(principal, intents, options) {
      const owner = ownerDigest(principal.owner);
      forget(owner);
      try {
        return await outbox.submit(principal, intents, options);
      } finally {
        forget(owner);
      }
    },
    async waitingOf(principal: Principal) {
      const owner = ownerDigest(principal.owner);
      if (bus.isListening() && free.has(owner)) return [];
      const before = stateOf(owner);
      const waiting = await outbox.waitingOf(principal);
      if (waiting.length === 0 && bus.isListening() && stateOf(owner) === before) free.set(owner, true);
      return waiting;
    },
    close: () => stop.forEach((end) => end()),
  };
}
