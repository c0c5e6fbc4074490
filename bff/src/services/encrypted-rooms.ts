import type { Principal } from "#storage/principal.ts";
import type { LiveSource } from "./live-sources.ts";
import type { PersonCache, Shelf } from "./person-cache.ts";

/** A room can be encrypted at any moment. That one no longer is, no homeserver can say. */
const plainMilliseconds = 3000;
const mostRooms = 50_000;

interface Told {
  readonly isEncrypted: boolean;
  /** When it was asked, in milliseconds: an answer may be late. */
  readonly askedAt: number;
}

/** Which rooms are encrypted, as each person was told. */
export class EncryptedRooms {
  readonly #shelf: Shelf<Told>;
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
    const held = this.#shelf.peek(principal, slot)?.data;
    if (held?.isEncrypted === true) return true;
    const askedAt = this.#now().getTime();
    if (held !== undefined && askedAt - held.askedAt < plainMilliseconds) return false;
    // A no that was on its way while somebody else was told yes is an old one.
    const isEncrypted = (await ask()) || this.#shelf.peek(principal, slot)?.data.isEncrypted === true;
    this.#shelf.put(principal, slot, { isEncrypted, askedAt });
    return isEncrypted;
  }
}
