import { LRUCache } from "lru-cache";

/**
 * Keeps at most so many entries, the ones that were used last. Unlike a cache with `max` it takes no room for entries that
 * have not come: the caches of a portal would hold nine megabytes with nobody there.
 */
export function boundedCache<Key extends {}, Value extends {}>(
  most: number,
  options: { readonly ttl?: number; readonly noUpdateTTL?: boolean } = {},
): LRUCache<Key, Value> {
  return new LRUCache({ ...options, maxSize: most, sizeCalculation: () => 1 });
}
