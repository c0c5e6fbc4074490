import type { Desk } from "./desk.ts";
import { isShown } from "./entries.ts";
import { chatErrorOf, MatrixFailure, path } from "./matrix-call.ts";
import { messageBody } from "./message-body.ts";
import type { MessageBody, TalkState } from "./model.ts";
import { isRedacted, rawEvent, rawEvents, record, text, type Json, type RawEvent } from "./raw-event.ts";
import { Relations } from "./relations.ts";
import type { Arrival, Batch } from "./room-memory.ts";
import { pageFilter } from "./sync-filter.ts";
import { TimelineWindow } from "./timeline-window.ts";

const pageEvents = "50";
/** How often more is asked for when a page has nothing that is shown, such as reactions alone. */
const mostPages = 6;

/** The timeline of an open room: its window, what belongs to the messages in it, and the ways to both sides. */
export class Timeline {
  readonly relations = new Relations();
  /** Names of people whom the client library does not know: it only has those who wrote lately. */
  readonly names = new Map<string, string>();
  readonly #room: string;
  readonly #desk: Desk;
  readonly #signal: AbortSignal;
  readonly #onChange: () => void;
  readonly #bodies = new WeakMap<Json, MessageBody>();
  #window: TimelineWindow;
  #older: "idle" | "loading" | "failed" = "idle";
  #isLoadingNewer = false;

  constructor(room: string, desk: Desk, signal: AbortSignal, onChange: () => void) {
    this.#room = room;
    this.#desk = desk;
    this.#signal = signal;
    this.#onChange = onChange;
    this.#window = this.#tail();
    this.relations.add(this.#window.events, false);
  }

  get events(): readonly RawEvent[] {
    return this.#window.events;
  }

  get isAtEnd(): boolean {
    return this.#window.isAtEnd;
  }

  get older(): TalkState["older"] {
    return this.#older === "idle" ? (this.#window.before === null ? "none" : "there") : this.#older;
  }

  has(id: string): boolean {
    return this.#window.has(id);
  }

  /** What a message says; looked at once, because it may be long. */
  bodyOf(event: RawEvent, content: Json): MessageBody {
    const known = isRedacted(event) ? undefined : this.#bodies.get(content);
    const body = known ?? messageBody(this.#desk.source, event, content);
    if (!isRedacted(event)) {
      this.#bodies.set(content, body);
    }
    return body;
  }

  arrive({ batch, hasGap }: Arrival): void {
    this.relations.add(batch.events, true);
    if (hasGap && this.#window.isAtEnd) {
      // What was there does not lead up to it, and what is being loaded belongs to what was there.
      this.#show(new TimelineWindow([batch], true));
    } else {
      this.#window.arrive(batch);
    }
  }

  /** What the person has just done shows before it comes back. */
  happened(event: RawEvent): void {
    this.relations.add([event], true);
    this.#window.removeRedacted([event]);
    this.#onChange();
  }

  showNewest(): void {
    if (!this.#window.isAtEnd) {
      this.#show(this.#tail());
    }
  }

  /** Loads what is before the window; ends when there is more to see, nothing more, or no way. */
  async showOlder(): Promise<void> {
    if (this.#older === "loading" || this.#window.before === null) {
      return;
    }
    this.#older = "loading";
    this.#onChange();
    const window = this.#window;
    let after: "idle" | "failed" = "idle";
    try {
      await this.#loadOlder(window);
    } catch {
      // The state says so, and the person or the next live answer asks again.
      after = "failed";
    }
    // Another window has its own.
    this.#older = window === this.#window ? after : this.#older;
    this.#onChange();
  }

  /** What failed while the way was lost can be asked for again. */
  mend(): void {
    if (this.#older === "failed") {
      this.#older = "idle";
      this.#onChange();
    }
  }

  async #loadOlder(window: TimelineWindow): Promise<void> {
    for (let page = 0; page < mostPages && window.before !== null && window === this.#window; page += 1) {
      const from = window.before;
      const answer = await this.#page("b", from);
      const events = rawEvents(answer["chunk"]).toReversed();
      if (window !== this.#window) {
        return;
      }
      this.#learn(answer, events);
      window.addOlder({ events, before: text(answer["end"]), after: from });
      if (events.some(isShown)) {
        return;
      }
    }
  }

  async showNewer(): Promise<void> {
    const window = this.#window;
    if (this.#isLoadingNewer || window.isAtEnd) {
      return;
    }
    this.#isLoadingNewer = true;
    try {
      const from = window.after;
      if (from === null) {
        this.#show(this.#tail());
        return;
      }
      const answer = await this.#page("f", from);
      if (window === this.#window) {
        const events = rawEvents(answer["chunk"]);
        const after = text(answer["end"]);
        this.#learn(answer, events);
        window.addNewer({ events, before: from, after }, false);
        this.#joinTail(window, after === null || events.length === 0);
        this.#onChange();
      }
    } catch {
      // The window stays as it is, and what follows is asked for when the person goes on.
    } finally {
      this.#isLoadingNewer = false;
    }
  }

  /** Moves the window to a message; `false` where the homeserver does not show it. */
  async showMessage(id: string): Promise<boolean> {
    if (this.#window.has(id)) {
      return true;
    }
    const window = this.#window;
    let answer: Json;
    try {
      answer = await this.#desk.ask({
        path: path`/v3/rooms/${this.#room}/context/${id}`,
        query: { limit: pageEvents, filter: pageFilter },
        signal: this.#signal,
      });
    } catch (error) {
      if (error instanceof MatrixFailure && (error.status === 404 || error.status === 403)) {
        return false;
      }
      throw chatErrorOf(error, this.#desk.now);
    }
    const event = rawEvent(answer["event"]);
    if (event === null || window !== this.#window) {
      return window !== this.#window && this.#window.has(id);
    }
    const events = [...rawEvents(answer["events_before"]).toReversed(), event, ...rawEvents(answer["events_after"])];
    this.#learn(answer, events);
    const around = new TimelineWindow([{ events, before: text(answer["start"]), after: text(answer["end"]) }], false);
    this.#joinTail(around, false);
    this.#show(around);
    return true;
  }

  /** Goes on with what arrives live, once the window has come to it. */
  #joinTail(window: TimelineWindow, isEnd: boolean): void {
    const tail = this.#desk.book.memory(this.#room)?.batches ?? [];
    if (isEnd || tail.some(({ events }) => events.some(({ id }) => window.has(id)))) {
      for (const batch of tail) {
        window.addNewer(batch, true);
      }
    }
  }

  #tail(): TimelineWindow {
    const batches: readonly Batch[] = this.#desk.book.memory(this.#room)?.batches ?? [];
    return new TimelineWindow(batches, true);
  }

  #show(window: TimelineWindow): void {
    this.#window = window;
    this.#older = "idle";
    this.relations.add(window.events, false);
    this.#onChange();
  }

  #page(direction: "b" | "f", from: string): Promise<Json> {
    return this.#desk.ask({
      path: path`/v3/rooms/${this.#room}/messages`,
      query: { dir: direction, from, limit: pageEvents, filter: pageFilter },
      signal: this.#signal,
    });
  }

  #learn(answer: Json, events: readonly RawEvent[]): void {
    for (const { type, stateKey, content } of [...rawEvents(answer["state"]), ...events]) {
      const name = text(record(content)["displayname"]);
      if (type === "m.room.member" && stateKey !== null && name !== null && !this.names.has(stateKey)) {
        this.names.set(stateKey, name);
      }
    }
    this.relations.add(events, false);
    for (const event of events) {
      if (event.sender === this.#desk.account) {
        this.#desk.outboxes.arrived(this.#room, event.id, text(event.unsigned["transaction_id"]));
      }
    }
  }
}
