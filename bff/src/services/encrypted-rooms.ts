import type { Principal } from "#storage/principal.ts";
import type { LiveSource } from "./live-sources.ts";
import type { PersonCache, Shelf } from "./person-cache.ts";

/** A room can be encrypted at any moment. That one no longer is, no homeserver can say. */
const plainMilliseconds = 3000;
const mostRooms = 50_000;

/** Which rooms are encrypted, as each person was told. */
export class EncryptedRooms {
  readonly #shelf: Shelf<{ readonly isEncrypted: boolean }>;
  readonly #now: () => Date;

  constructor(cache: PersonCache, now: () => Date) {
    this.#shelf = cache.shelf({ name: "encrypted-rooms", max: mostRooms, staleMilliseconds: 0 });
    this.#now = now;
  }

  /** Asks where it is not known, or not any more. What asking throws is thrown. */
  async has(
    principal: Principal,
    { key, configured }: Pick<LiveSource, "key" | "configured">,
    room: string,
    ask: () => Promise<boolean>,
  ): Promise<boolean> {
    // Another homeserver under the same name has other rooms.
    const slot = { source: key, audience: configured.address, locale: "", params: [room] };
    const held = this.#shelf.peek(principal, slot);
    if (held?.data.isEncrypted === true) return true;
    if (held !== null && this.#now().getTime() - held.at.getTime() < plainMilliseconds) return false;
    const isEncrypted = await ask();
    this.#shelf.put(principal, slot, { isEncrypted });
    return isEncrypted;
  }
}
