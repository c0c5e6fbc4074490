/** A room event as the homeserver keeps it. */
export interface MatrixEvent {
  readonly type: string;
  readonly event_id: string;
  readonly sender: string;
  readonly origin_server_ts: number;
  readonly content: Readonly<Record<string, unknown>>;
  readonly state_key?: string;
}

interface Placed {
  readonly position: number;
  readonly event: MatrixEvent;
}

/** What of a receipt counts: up to where somebody read the main timeline, and each thread. */
type ReadUpTo = Map<string, number>;

export const messageTypes = new Set(["m.room.message", "m.room.encrypted", "m.sticker"]);

/** A room of the stand-in: its events in order, who is in it, and who has read what. */
export class MatrixRoom {
  readonly id: string;
  readonly events: Placed[] = [];
  readonly memberships = new Map<
    string,
    { readonly membership: "join" | "invite" | "leave"; readonly position: number }
  >();
  readonly receipts: { readonly position: number; readonly user: string; readonly eventId: string }[] = [];
  readonly #read = new Map<string, ReadUpTo>();

  constructor(id: string) {
    this.id = id;
  }

  add(position: number, event: MatrixEvent): void {
    this.events.push({ position, event });
    const { membership } = event.content;
    if (event.type === "m.room.member" && event.state_key !== undefined) {
      if (membership === "join" || membership === "invite" || membership === "leave") {
        this.memberships.set(event.state_key, { membership, position });
      }
    } else if (messageTypes.has(event.type)) {
      // Who writes has read so far.
      this.#markRead(event.sender, threadOf(event) ?? "main", position);
    }
  }

  membership(user: string): "join" | "invite" | "leave" | null {
    return this.memberships.get(user)?.membership ?? null;
  }

  members(): string[] {
    return [...this.memberships].filter(([, { membership }]) => membership === "join").map(([user]) => user);
  }

  /** The newest state event of each type and key. */
  state(upTo = Number.POSITIVE_INFINITY): MatrixEvent[] {
    const newest = new Map<string, MatrixEvent>();
    for (const { position, event } of this.events) {
      if (event.state_key !== undefined && position <= upTo) newest.set(`${event.type} ${event.state_key}`, event);
    }
    return [...newest.values()];
  }

  /** A receipt without a thread clears the room and all its threads. */
  read(position: number, user: string, eventId: string, thread: string | null): void {
    const upTo = this.events.find(({ event }) => event.event_id === eventId)?.position ?? position;
    this.receipts.push({ position, user, eventId });
    if (thread !== null) return this.#markRead(user, thread, upTo);
    for (const each of ["main", ...this.threads()]) this.#markRead(user, each, upTo);
  }

  threads(): string[] {
    return [...new Set(this.events.flatMap(({ event }) => threadOf(event) ?? []))];
  }

  /** Unread and highlighted messages of one thread for this person. */
  counts(user: string, thread: string, mentions: (event: MatrixEvent) => boolean) {
    const from = Math.max(this.#read.get(user)?.get(thread) ?? 0, this.memberships.get(user)?.position ?? 0);
    const unread = this.events.filter(
      ({ position, event }) =>
        position > from &&
        event.sender !== user &&
        messageTypes.has(event.type) &&
        (threadOf(event) ?? "main") === thread,
    );
    return { notification_count: unread.length, highlight_count: unread.filter(({ event }) => mentions(event)).length };
  }

  /** Whether a receipt of this person covers the message. */
  isRead(user: string, event: MatrixEvent, position: number): boolean {
    return position <= (this.#read.get(user)?.get(threadOf(event) ?? "main") ?? 0);
  }

  #markRead(user: string, thread: string, position: number): void {
    const read = this.#read.get(user) ?? new Map<string, number>();
    this.#read.set(user, read.set(thread, Math.max(read.get(thread) ?? 0, position)));
  }
}

function threadOf(event: MatrixEvent): string | null {
  const relation = event.content["m.relates_to"];
  if (typeof relation !== "object" || relation === null) return null;
  const isThread = "rel_type" in relation && relation.rel_type === "m.thread";
  return isThread && "event_id" in relation && typeof relation.event_id === "string" ? relation.event_id : null;
}
