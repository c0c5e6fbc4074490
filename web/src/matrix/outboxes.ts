import type { Drafts } from "./drafts.ts";
import type { Ask } from "./matrix-call.ts";
import { Outbox } from "./outbox.ts";
import { list, record, text } from "./raw-event.ts";

export interface OutboxesOptions {
  readonly account: string;
  readonly ask: Ask;
  readonly now: () => number;
  readonly drafts: Drafts;
  readonly isEncrypted: (room: string) => boolean;
  readonly onChange: (room: string) => unknown;
  readonly pauses?: readonly number[];
}

/** What the person has written into rooms and the homeserver does not show yet; there is one for each room. */
export class Outboxes {
  readonly #options: OutboxesOptions;
  readonly #byRoom = new Map<string, Outbox>();
  readonly #keys = new Map<string, string>();

  constructor(options: OutboxesOptions) {
    this.#options = options;
  }

  of(room: string): Outbox {
    const known = this.#byRoom.get(room);
    if (known !== undefined) {
      return known;
    }
    const { ask, now, isEncrypted, onChange, pauses } = this.#options;
    const outbox: Outbox = new Outbox({
      room,
      ask,
      now,
      isEncrypted: () => isEncrypted(room),
      onChange: () => {
        this.#keepUnsent(room, outbox);
        onChange(room);
      },
      ...(pauses !== undefined && { pauses }),
    });
    this.#byRoom.set(room, outbox);
    return outbox;
  }

  /** The key under which an event is shown: that of its echo, where it began as one here. */
  keyOf(event: string): string {
    return this.#keys.get(event) ?? event;
  }

  /** Learns that an own message has arrived. */
  arrived(room: string, event: string, transaction: string | null): void {
    const key = this.#byRoom.get(room)?.echo(event, transaction) ?? null;
    if (key !== null) {
      this.#keys.set(event, key);
    }
  }

  /** Looks for what has arrived in an answer of the sync API. */
  take(answer: unknown): void {
    const joined = record(record(record(answer)["rooms"])["join"]);
    for (const [room, outbox] of this.#byRoom) {
      const events = outbox.items.length === 0 ? [] : list(record(record(joined[room])["timeline"])["events"]);
      for (const { event_id: id, sender, unsigned } of events.map(record)) {
        if (sender === this.#options.account && typeof id === "string") {
          this.arrived(room, id, text(record(unsigned)["transaction_id"]));
        }
      }
    }
  }

  hurry(): void {
    for (const outbox of this.#byRoom.values()) {
      outbox.hurry();
    }
  }

  stop(): void {
    for (const outbox of this.#byRoom.values()) {
      outbox.stop();
    }
    this.#byRoom.clear();
    this.#keys.clear();
  }

  /** Texts are kept for a page that is loaded anew; files cannot be. */
  #keepUnsent(room: string, outbox: Outbox): void {
    const texts = outbox.items.flatMap(({ id, content, prepare }) =>
      id === null && prepare === null && content["url"] === undefined ? (text(content["body"]) ?? []) : [],
    );
    this.#options.drafts.setUnsent(room, texts);
  }
}
