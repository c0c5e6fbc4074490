import { LRUCache } from "lru-cache";
import type { Bus } from "#storage/ports/bus.ts";
import { ownerDigest, type Principal } from "#storage/principal.ts";
import type { Outbox, WaitingObject } from "./outbox.ts";

interface WaitingMemoryOptions {
  readonly outbox: Pick<Outbox, "waitingOf" | "submit" | "handle">;
  readonly bus: Pick<Bus, "subscribe" | "onReconnect" | "isListening">;
  readonly mostPeople?: number;
}

/** The outbox, asked for what waits once until something of it changes. */
export interface WaitingMemory extends Pick<Outbox, "waitingOf" | "submit" | "handle"> {
  close(): void;
}

/**
 * Almost always nothing waits, and every start page asks. Believed only while replicas can be heard; what was read while
 * something changed is not kept.
 */
export function rememberWaiting({ outbox, bus, mostPeople = 20_000 }: WaitingMemoryOptions): WaitingMemory {
  const kept = new LRUCache<string, readonly WaitingObject[]>({ max: mostPeople, ttl: 60_000 });
  const changes = new LRUCache<string, number>({ max: mostPeople });
  let gaps = 0;
  const forget = (owner: string) => {
    kept.delete(owner);
    changes.set(owner, (changes.get(owner) ?? 0) + 1);
  };
  const stop = [
    bus.subscribe((message) => {
      if (message.type === "inbox_changed") forget(message.owner);
    }),
    bus.onReconnect(() => {
      gaps += 1;
      kept.clear();
    }),
  ];
  const stateOf = (owner: string) => `${gaps} ${changes.get(owner) ?? 0}`;
  return {
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
      const known = bus.isListening() ? kept.get(owner) : undefined;
      if (known !== undefined) return known;
      const before = stateOf(owner);
      const waiting = await outbox.waitingOf(principal);
      if (bus.isListening() && stateOf(owner) === before) kept.set(owner, waiting);
      return waiting;
    },
    close: () => stop.forEach((end) => end()),
  };
}
