import type { Desk } from "./desk.ts";
import { MatrixFailure, path } from "./matrix-call.ts";
import type { RawEvent } from "./raw-event.ts";

/** Markers follow each other at least this far apart, however fast somebody reads. */
const paceMilliseconds = 1500;
const afterFailureMilliseconds = 20_000;

/** Tells the homeserver how far the person has read: only forward, and not more often than needed. */
export class ReadMarker {
  readonly #room: string;
  readonly #desk: Desk;
  readonly #events: () => readonly RawEvent[];
  #told: string | null;
  #wanted: string | null = null;
  #isStopped = false;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(room: string, desk: Desk, events: () => readonly RawEvent[]) {
    this.#room = room;
    this.#desk = desk;
    this.#events = events;
    const memory = desk.book.memory(room);
    this.#told = this.#further(memory?.receipts.get(desk.account) ?? null, memory?.fullyRead ?? null);
  }

  markRead(id: string): void {
    this.#unmark();
    if (
      this.#isStopped ||
      this.#further(this.#wanted ?? this.#told, id) !== id ||
      id === (this.#wanted ?? this.#told)
    ) {
      return;
    }
    this.#wanted = id;
    this.#timer ??= this.#tell();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer ?? undefined);
    // What was read in the last moment counts as well.
    if (this.#wanted !== null) {
      void this.#send();
    }
  }

  #tell(): ReturnType<typeof setTimeout> {
    const sent = this.#send();
    return setTimeout(() => {
      void sent.then((pause) => {
        this.#timer = setTimeout(() => {
          this.#timer = this.#wanted === null || this.#isStopped ? null : this.#tell();
        }, pause);
      });
    }, paceMilliseconds);
  }

  /** Tells what is wanted, and ends with how much longer the next must wait. */
  async #send(): Promise<number> {
    const id = this.#wanted;
    if (id === null) {
      return 0;
    }
    const before = this.#told;
    this.#wanted = null;
    this.#told = id;
    const receipt = this.#desk.settings().sendReadReceipts ? "m.read" : "m.read.private";
    try {
      await this.#desk.ask({
        method: "POST",
        path: path`/v3/rooms/${this.#room}/read_markers`,
        body: { "m.fully_read": id, [receipt]: id },
        isLastWord: this.#isStopped,
      });
      return 0;
    } catch (error) {
      // It is told again later, with what has been read meanwhile.
      this.#told = before;
      this.#wanted ??= id;
      return (error instanceof MatrixFailure ? error.wait : null) ?? afterFailureMilliseconds;
    }
  }

  /** Whoever has marked a room as unread, to come back to it, has come back. */
  #unmark(): void {
    const { account, ask, book } = this.#desk;
    if (this.#isStopped || book.memory(this.#room)?.isMarkedUnread !== true) {
      return;
    }
    const where = path`/v3/user/${account}/rooms/${this.#room}/account_data/m.marked_unread`;
    // Where it does not arrive, the room stays marked, and the next look at it tries again.
    ask({ method: "PUT", path: where, body: { unread: false } }).catch(() => undefined);
  }

  /** The later of two events; one that is not in the window is before it. */
  #further(one: string | null, other: string | null): string | null {
    const events = this.#events();
    const place = (id: string | null): number => events.findIndex((event) => event.id === id);
    return place(other) > place(one) ? other : one;
  }
}
