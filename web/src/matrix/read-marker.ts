import type { Desk } from "./desk.ts";
import { path } from "./matrix-call.ts";
import type { RawEvent } from "./raw-event.ts";

/** Markers follow each other at least this far apart, however fast somebody reads. */
const paceMilliseconds = 1500;

/** Tells the homeserver how far the person has read: only forward, and not more often than needed. */
export class ReadMarker {
  readonly #room: string;
  readonly #desk: Desk;
  readonly #events: () => readonly RawEvent[];
  #told: string | null;
  #wanted: string | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(room: string, desk: Desk, events: () => readonly RawEvent[]) {
    this.#room = room;
    this.#desk = desk;
    this.#events = events;
    const memory = desk.book.memory(room);
    this.#told = this.#further(memory?.receipts.get(desk.account) ?? null, memory?.fullyRead ?? null);
  }

  markRead(id: string): void {
    if (this.#further(this.#wanted ?? this.#told, id) !== id || id === (this.#wanted ?? this.#told)) {
      return;
    }
    this.#wanted = id;
    this.#timer ??= this.#tell();
  }

  stop(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
      // What was read in the last moment counts as well.
      void this.#send();
    }
  }

  #tell(): ReturnType<typeof setTimeout> {
    void this.#send();
    return setTimeout(() => {
      this.#timer = this.#wanted === null ? null : this.#tell();
    }, paceMilliseconds);
  }

  async #send(): Promise<void> {
    const id = this.#wanted;
    if (id === null) {
      return;
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
      });
    } catch {
      // Nothing is lost: what is looked at next tells it again.
      this.#told = this.#told === id ? before : this.#told;
    }
  }

  /** The later of two events; one that is not in the window is before it. */
  #further(one: string | null, other: string | null): string | null {
    const events = this.#events();
    const place = (id: string | null): number => events.findIndex((event) => event.id === id);
    return place(other) > place(one) ? other : one;
  }
}
