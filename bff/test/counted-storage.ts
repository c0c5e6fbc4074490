import { createStorage, type StorageSettings } from "../src/storage/postgres-storage.ts";
import type { Storage } from "../src/storage/storage.ts";

/** The usual storage, and how often it was asked anything. */
export async function countedStorage(settings: StorageSettings): Promise<{ storage: Storage; calls: () => number }> {
  const inner = await createStorage(settings);
  let count = 0;
  const counted = <Room extends object>(room: Room): Room =>
    new Proxy(room, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return typeof value === "object" && value !== null ? counted(value) : value;
        return (...given: readonly unknown[]): unknown => {
          count += 1;
          return Reflect.apply(value, target, given);
        };
      },
    });
  // What replicas tell each other and the sweeping are no calls of a request.
  const { bus, sessions, loginTransactions, toolTokens, people, inbox, ...rest } = inner;
  return {
    storage: {
      ...rest,
      bus,
      sessions: counted(sessions),
      loginTransactions: counted(loginTransactions),
      toolTokens: counted(toolTokens),
      people: counted(people),
      inbox: counted(inbox),
    },
    calls: () => count,
  };
}
