import {
  amount,
  editedTo,
  isMessage,
  list,
  rawEvents,
  record,
  redactedCopy,
  relationOf,
  text,
  type Json,
  type RawEvent,
} from "./raw-event.ts";

/** Consecutive events with the places from which the homeserver goes on in both directions; `null` is the end. */
export interface Batch {
  readonly events: readonly RawEvent[];
  readonly before: string | null;
  readonly after: string | null;
}

/** What one answer of the sync API added to a room. */
export interface Arrival {
  readonly batch: Batch;
  /** Events before the batch are missing: what was known does not lead up to it. */
  readonly hasGap: boolean;
}

/** How many events of a room that nobody looks at are kept; whole batches, so that their places hold. */
const keptEvents = 30;

/** What the page keeps of a joined room beside its state: the end of its timeline, counts and who has read what. */
export class RoomMemory {
  batches: readonly Batch[] = [];
  unread = 0;
  highlights = 0;
  /** By the name of the account data, which has two: the one of the specification counts where it is there. */
  readonly #marks = new Map<string, boolean>();
  fullyRead: string | null = null;
  typing: readonly string[] = [];
  /** The event up to which somebody has read the main timeline, by user. */
  readonly receipts = new Map<string, string>();

  get isMarkedUnread(): boolean {
    return this.#marks.get("m.marked_unread") ?? this.#marks.get("com.famedly.marked_unread") ?? false;
  }

  get newest(): RawEvent | null {
    for (const { events } of this.batches.toReversed()) {
      const found = events.findLast(isMessage);
      if (found !== undefined) {
        return found;
      }
    }
    return null;
  }

  get events(): readonly RawEvent[] {
    return this.batches.flatMap(({ events }) => events);
  }

  /** Takes in a room of an answer of the sync API ("Joined Room"); `next` is the place after it. */
  apply(joined: Json, next: string): Arrival | null {
    this.#count(joined);
    for (const { type, content } of eventsOf(joined["account_data"])) {
      this.#account(type, content);
    }
    for (const { type, content } of eventsOf(joined["ephemeral"])) {
      this.#ephemeral(type, content);
    }
    return this.#extend(record(joined["timeline"]), next);
  }

  #count(joined: Json): void {
    const main = record(joined["unread_notifications"]);
    const threads = Object.values(record(joined["unread_thread_notifications"])).map(record);
    // A room that is named without its counts has not changed them.
    if (joined["unread_notifications"] === undefined && threads.length === 0) {
      return;
    }
    const sum = (name: string): number =>
      [main, ...threads].reduce((total, counts) => total + (amount(counts[name]) ?? 0), 0);
    this.unread = sum("notification_count");
    this.highlights = sum("highlight_count");
  }

  #account(type: string, content: Json): void {
    if (type === "m.fully_read") {
      this.fullyRead = text(content["event_id"]);
    } else if (type === "m.marked_unread" || type === "com.famedly.marked_unread") {
      this.#marks.set(type, content["unread"] === true);
    }
  }

  #ephemeral(type: string, content: Json): void {
    if (type === "m.typing") {
      this.typing = list(content["user_ids"]).filter((user) => typeof user === "string");
    } else if (type === "m.receipt") {
      for (const [event, kinds] of Object.entries(content)) {
        for (const [user, receipt] of Object.entries(record(record(kinds)["m.read"]))) {
          const thread = record(receipt)["thread_id"];
          if (thread === undefined || thread === "main") {
            this.receipts.set(user, event);
          }
        }
      }
    }
  }

  #extend(timeline: Json, next: string): Arrival | null {
    const known = new Set(this.events.map(({ id }) => id));
    const all = rawEvents(timeline["events"]);
    const isJoined = this.batches.length === 0 || timeline["limited"] !== true || all.some(({ id }) => known.has(id));
    const events = all.filter(({ id }) => !known.has(id));
    if (events.length === 0 && (isJoined || all.length > 0)) {
      return null;
    }
    const batch = { events, before: text(timeline["prev_batch"]), after: next };
    const hasGap = !isJoined;
    this.batches = shortened(hasGap ? [batch] : withRedactions([...this.batches, batch]));
    return { batch, hasGap };
  }
}

/** Events without an id: account data and what passes by. */
function eventsOf(section: unknown): { readonly type: string; readonly content: Json }[] {
  return list(record(section)["events"]).map((each) => {
    const event = record(each);
    return { type: text(event["type"]) ?? "", content: record(event["content"]) };
  });
}

/** The batches with what was removed in them removed, so that it is not kept in memory either. */
export function withRedactions(batches: readonly Batch[], more: readonly RawEvent[] = []): readonly Batch[] {
  const removed = new Set(
    [...batches.flatMap(({ events }) => events), ...more].flatMap(({ redacts }) => redacts ?? []),
  );
  const isHit = (event: RawEvent): boolean => removed.has(event.id) && Object.keys(event.content).length > 0;
  return batches.map((batch) =>
    batch.events.some(isHit)
      ? { ...batch, events: batch.events.map((event) => (isHit(event) ? redactedCopy(event) : event)) }
      : batch,
  );
}

function shortened(batches: readonly Batch[]): readonly Batch[] {
  let count = batches.reduce((sum, { events }) => sum + events.length, 0);
  let first = 0;
  while (first < batches.length - 1 && count - (batches[first]?.events.length ?? 0) >= keptEvents) {
    count -= batches[first]?.events.length ?? 0;
    first += 1;
  }
  return first === 0 ? batches : batches.slice(first);
}

/** The content of the newest edit of this event by its own sender; its own content where there is none. */
export function editedContent(event: RawEvent, events: Iterable<RawEvent>): Json {
  let content: Json | null = null;
  for (const edit of events) {
    const relation = relationOf(edit);
    if (relation?.kind === "replace" && relation.target === event.id) {
      content = editedTo(edit, event) ?? content;
    }
  }
  return content ?? event.content;
}
