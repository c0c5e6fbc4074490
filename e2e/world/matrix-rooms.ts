import { type MatrixEvent, type Placed, relationOf } from "./matrix-events.ts";

export type Membership = "join" | "invite" | "leave" | "ban";

interface OwnMembership {
  readonly membership: Membership;
  readonly position: number;
  readonly event: MatrixEvent;
}

/** How far somebody has read, as others are told (or, if private, as only they are). */
export interface Receipt {
  readonly position: number;
  readonly user: string;
  readonly type: "m.read" | "m.read.private";
  readonly eventId: string;
  readonly thread: string | null;
  readonly ts: number;
}

interface PowerLevels {
  readonly users?: Readonly<Record<string, number>>;
  readonly [action: string]: unknown;
}

/** What a receipt counts for: up to where somebody read the main timeline, and each thread. */
type ReadUpTo = Map<string, number>;

/** A room of the stand-in: its events in order, who is in it, and who has read what. */
export class MatrixRoom {
  readonly id: string;
  readonly events: Placed[] = [];
  readonly memberships = new Map<string, OwnMembership>();
  readonly typing = new Set<string>();
  /** Position of the last change of who is typing. */
  typingChangedAt = 0;
  readonly #read = new Map<string, ReadUpTo>();
  readonly #history = new Map<string, OwnMembership[]>();
  readonly #receipts = new Map<string, Receipt>();
  readonly #byId = new Map<string, Placed>();
  // What would have to be looked for in all events, for rooms with thousands of them.
  readonly #state = new Map<string, MatrixEvent>();
  readonly #related = new Map<string, Placed[]>();
  readonly #threads = new Set<string>();

  constructor(id: string) {
    this.id = id;
  }

  /** Of each person, kind and thread the newest. */
  get receipts(): readonly Receipt[] {
    return [...this.#receipts.values()];
  }

  add(placed: Placed): void {
    const { event, position } = placed;
    this.events.push(placed);
    this.#byId.set(event.event_id, placed);
    this.#index(placed);
    const { membership } = event.content;
    if (event.type !== "m.room.member" || event.state_key === undefined || !isMembership(membership)) return;
    const own = { membership, position, event };
    this.memberships.set(event.state_key, own);
    this.#history.set(event.state_key, [...(this.#history.get(event.state_key) ?? []), own]);
  }

  #index(placed: Placed): void {
    const { event } = placed;
    if (event.state_key !== undefined) this.#state.set(`${event.type} ${event.state_key}`, event);
    const relation = relationOf(event);
    if (relation === null) return;
    this.#related.set(relation.to, [...(this.#related.get(relation.to) ?? []), placed]);
    if (relation.type === "m.thread") this.#threads.add(relation.to);
  }

  find(eventId: string): Placed | null {
    return this.#byId.get(eventId) ?? null;
  }

  membership(user: string): Membership | null {
    return this.memberships.get(user)?.membership ?? null;
  }

  /** What somebody was in the room when the event at this position had come. */
  membershipAt(user: string, position: number): Membership {
    const before = this.#history.get(user)?.findLast((own) => own.position <= position);
    return before?.membership ?? "leave";
  }

  members(membership: Membership = "join"): string[] {
    return [...this.memberships].filter(([, own]) => own.membership === membership).map(([user]) => user);
  }

  /** The newest state event of each type and key. */
  state(upTo = Number.POSITIVE_INFINITY): MatrixEvent[] {
    return [...this.stateMap(upTo).values()];
  }

  stateMap(upTo = Number.POSITIVE_INFINITY): Map<string, MatrixEvent> {
    const newest = new Map<string, MatrixEvent>();
    for (const { position, event } of this.events) {
      if (event.state_key !== undefined && position <= upTo) newest.set(`${event.type} ${event.state_key}`, event);
    }
    return newest;
  }

  stateEvent(type: string, key = "", upTo = Number.POSITIVE_INFINITY): MatrixEvent | null {
    if (upTo === Number.POSITIVE_INFINITY) return this.#state.get(`${type} ${key}`) ?? null;
    const found = this.events.findLast(
      ({ event, position }) => event.type === type && event.state_key === key && position <= upTo,
    );
    return found?.event ?? null;
  }

  /** Whoever made the room may do everything in it (room version 12). */
  power(user: string): number {
    const create = this.stateEvent("m.room.create");
    const others = create?.content["additional_creators"];
    if (create?.sender === user || (Array.isArray(others) && others.includes(user))) return Number.POSITIVE_INFINITY;
    return this.#levels().users?.[user] ?? this.#level("users_default", 0);
  }

  /** What it takes to kick, ban, redact, invite or send an event. */
  needed(action: "kick" | "ban" | "redact" | "invite" | { readonly type: string; readonly isState: boolean }): number {
    if (typeof action === "string") return this.#level(action, action === "invite" ? 0 : 50);
    const events = this.#levels()["events"];
    const own = typeof events === "object" && events !== null ? new Map(Object.entries(events)).get(action.type) : null;
    if (typeof own === "number") return own;
    return action.isState ? this.#level("state_default", 50) : this.#level("events_default", 0);
  }

  /** Keeps the receipt; one without a thread is for the room and all its threads. */
  read(receipt: Receipt): void {
    const { user, type, thread, eventId } = receipt;
    this.#receipts.set(`${user} ${type} ${thread ?? ""}`, receipt);
    const upTo = this.find(eventId)?.position ?? receipt.position;
    for (const each of thread === null ? ["main", ...this.threads()] : [thread]) this.#markRead(user, each, upTo);
  }

  /** Whether this person's receipt of the same kind is already at this event or after it. */
  isBehind(user: string, type: Receipt["type"], thread: string | null, eventId: string): boolean {
    const before = this.#receipts.get(`${user} ${type} ${thread ?? ""}`);
    const [known, next] = [before && this.find(before.eventId), this.find(eventId)];
    return known !== undefined && known !== null && next !== null && next.position <= known.position;
  }

  threads(): string[] {
    return [...this.#threads];
  }

  /** What notified this person in one thread and is not read. */
  unread(user: string, thread: string): Placed[] {
    const from = Math.max(this.#read.get(user)?.get(thread) ?? 0, this.memberships.get(user)?.position ?? 0);
    return this.events.filter(
      (placed) => placed.position > from && placed.notified.has(user) && (placed.thread ?? "main") === thread,
    );
  }

  /** Whether a receipt of this person covers the message. */
  isRead(user: string, { thread, position }: Placed): boolean {
    return position <= (this.#read.get(user)?.get(thread ?? "main") ?? 0);
  }

  /** Events that relate to this one, oldest first; redacted ones relate to nothing. */
  relations(to: string, type: string | null = null): Placed[] {
    return (this.#related.get(to) ?? []).filter(({ event }) => {
      const relation = relationOf(event);
      return relation?.to === to && (type === null || relation.type === type);
    });
  }

  #markRead(user: string, thread: string, position: number): void {
    const read = this.#read.get(user) ?? new Map<string, number>();
    this.#read.set(user, read.set(thread, Math.max(read.get(thread) ?? 0, position)));
  }

  #levels(): PowerLevels {
    return this.stateEvent("m.room.power_levels")?.content ?? {};
  }

  #level(name: string, otherwise: number): number {
    const level = this.#levels()[name];
    return typeof level === "number" ? level : otherwise;
  }
}

function isMembership(value: unknown): value is Membership {
  return value === "join" || value === "invite" || value === "leave" || value === "ban";
}
