import type { PortalEvent } from "@pforte/shared/contract/portal-event";
import type { Log } from "#log.ts";
import type { Bus, BusMessage } from "#storage/ports/bus.ts";
import { ownerDigest, type Principal } from "#storage/principal.ts";
import { EventStream, type EventSink, type StreamSession } from "./event-stream.ts";
import type { EventIds } from "./event-id.ts";
import { EventRing, type RecordedEvent } from "./event-ring.ts";
import { OpenStreams } from "./open-streams.ts";
import type { SourceWatch, WatchingPage } from "./source-watch.ts";

/** How many streams there may be, and how long one lives. */
export interface EventHubLimits {
  readonly perSession: number;
  readonly perPerson: number;
  readonly total: number;
  readonly lifeMilliseconds: number;
  readonly heartbeatMilliseconds: number;
  /** Of what waits for a reader; more ends its stream. */
  readonly queuedBytes: number;
  /** How long a reader may take nothing of what it was sent. */
  readonly deafMilliseconds: number;
  readonly tickMilliseconds: number;
  /** Events that are kept for streams that were open elsewhere before. */
  readonly remembered: number;
}

const eventHubLimits: EventHubLimits = {
  perSession: 6,
  perPerson: 12,
  total: 10_000,
  lifeMilliseconds: 15 * 60_000,
  heartbeatMilliseconds: 20_000,
  queuedBytes: 256 * 1024,
  deafMilliseconds: 60_000,
  tickMilliseconds: 1000,
  remembered: 20_000,
};

/** A version that was announced elsewhere is in force everywhere after this long. */
const publishingMilliseconds = 5000;

/** What a page says when it opens its stream. */
export interface StreamRequest extends Omit<WatchingPage, "isContinued"> {
  readonly lastEventId: string | undefined;
}

interface EventHubOptions {
  readonly bus: Bus;
  readonly configuration: { onPublished(listener: (published: { readonly version: number }) => void): () => void };
  /** What takes effect at once; its listeners hear when it does, here. */
  readonly live: { onChanged(listener: () => void): () => void };
  readonly watch: SourceWatch;
  readonly ids: EventIds;
  readonly now: () => Date;
  readonly random: () => number;
  readonly log: Log;
  readonly limits?: Partial<EventHubLimits>;
}

type Handler<Message> = (message: Message, sequence: number | null) => void;
/** What the hub makes of each kind of message; of one that is not here it makes nothing. */
type Handlers = {
  readonly [Type in BusMessage["type"]]?: Handler<Extract<BusMessage, { readonly type: Type }>>;
};

/** The open event streams of this replica (S71, S72): what changed reaches its owner, and ends with their session. */
export class EventHub {
  readonly #options: EventHubOptions;
  readonly #limits: EventHubLimits;
  readonly #streams = new OpenStreams();
  readonly #administrators = new Set<EventStream>();
  readonly #ring: EventRing;
  readonly #stop: readonly (() => void)[];
  readonly #timer: NodeJS.Timeout;
  readonly #handlers: Handlers = {
    session_ended: ({ sessionHash, because, isElsewhere }) => {
      for (const stream of this.#streams.ofSession(sessionHash)) stream.end(because, isElsewhere);
    },
    preferences_changed: ({ type, owner }, sequence) => this.#tell(owner, { type }, sequence),
    inbox_changed: ({ type, owner }, sequence) => this.#tell(owner, { type }, sequence),
    source_changed: ({ type, owner, source, topics }, sequence) =>
      this.#tell(owner, { type, source, ...(topics !== undefined && { topics: [...topics] }) }, sequence),
    announcement_answered: ({ owner }, sequence) => this.#tell(owner, { type: "live_changed" }, sequence),
    // These two are sent once what is new is in force here, so that whoever asks then gets it.
    live_changed: ({ type }, sequence) => this.#record(null, { type }, sequence),
    configuration_published: ({ type, version }, sequence) => this.#record(null, { type, version }, sequence),
    draft_changed: ({ type, version }, sequence) => {
      if (sequence !== null) this.#draft = { owner: null, event: { type, version }, sequence, at: performance.now() };
      this.#sendTo(this.#administrators, { type, version }, sequence);
    },
  };
  /** The newest state of the draft says it all to an administrator who was away. */
  #draft: RecordedEvent | null = null;
  /** Where all were when something last began or ended: the clock has no place in the order of what the bus says. */
  #liveChangedAt = -1;
  #isDraining = false;

  constructor(options: EventHubOptions) {
    this.#options = options;
    this.#limits = { ...eventHubLimits, ...options.limits };
    const { bus, configuration, live } = options;
    this.#ring = new EventRing(this.#limits.remembered);
    this.#stop = [
      bus.subscribe((message, sequence = null) => this.#hear(message, sequence)),
      bus.onReconnect(() => this.#afterGap()),
      configuration.onPublished(({ version }) =>
        this.#sendTo(this.#streams, { type: "configuration_published", version }, null),
      ),
      live.onChanged(() => {
        this.#liveChangedAt = this.#ring.position;
        this.#sendTo(this.#streams, { type: "live_changed" }, null);
      }),
    ];
    this.#ring.begin(bus.heardSince?.() ?? null);
    this.#timer = setInterval(() => this.#tick(), this.#limits.tickMilliseconds).unref();
  }

  get size(): number {
    return this.#streams.size;
  }

  /** Opens a stream, or returns null where there are too many already. */
  open(principal: Principal, session: StreamSession, sink: EventSink, request: StreamRequest): EventStream | null {
    const owner = ownerDigest(principal.owner);
    if (this.#isDraining || this.#isFull(owner, principal.sessionHash)) return null;
    const { now, random, ids } = this.#options;
    const last = ids.read(owner, request.lastEventId);
    const missed = last === null ? null : this.#missed(principal, last);
    const stream = new EventStream({
      owner,
      sessionHash: principal.sessionHash,
      session,
      sink,
      ids,
      now,
      limits: this.#limits,
      // Spread, so that streams that were opened together do not come back together.
      lifeMilliseconds: this.#limits.lifeMilliseconds * (0.8 + 0.2 * random()),
      onClosed: this.#forget(principal, { ...request, isContinued: missed !== null }),
    });
    this.#streams.add(stream);
    if (principal.isAdministrator) this.#administrators.add(stream);
    if (missed === null) {
      stream.send({ type: "resync" }, this.#ring.position);
    } else {
      stream.welcomeBack();
      for (const { event, sequence } of missed) stream.send(event, Math.max(sequence, last ?? 0));
    }
    return stream;
  }

  /** Tells every stream to come back a little later, each at its own time, and ends it. */
  drain(spreadMilliseconds: number): void {
    this.#isDraining = true;
    for (const stream of this.#streams) {
      const afterMilliseconds = Math.round(this.#options.random() * spreadMilliseconds);
      stream.send({ type: "move", afterMilliseconds }, null);
      stream.close();
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#stop.forEach((end) => end());
    for (const stream of this.#streams) {
      stream.close();
    }
  }

  #isFull(owner: string, sessionHash: string): boolean {
    const { total, perPerson, perSession } = this.#limits;
    if (this.#streams.size >= total) return true;
    const mine = this.#streams.ofOwner(owner);
    return (
      mine.size >= perPerson || [...mine].filter((stream) => stream.sessionHash === sessionHash).length >= perSession
    );
  }

  /**
   * What came after that place, or null for a place that does not connect to what is known here. A new version is sent
   * when it is in force, which may be after its place was passed: one of just now is sent once too often, not never.
   */
  #missed({ owner, isAdministrator }: Principal, last: number) {
    if (!this.#options.bus.isListening()) return null;
    const later = this.#ring.after(ownerDigest(owner), last);
    if (later === null) return null;
    const draft = isAdministrator && this.#draft !== null && this.#draft.sequence > last ? [this.#draft] : [];
    const soon = performance.now() - publishingMilliseconds;
    const versions = this.#ring.common().filter(({ sequence, at }) => sequence <= last && at > soon);
    // Whoever heard nothing since may have heard it before: it is said once too often, not never.
    const live = last <= this.#liveChangedAt ? [{ event: { type: "live_changed" } as const, sequence: last }] : [];
    const ordered = [...later, ...draft].toSorted((one, other) => one.sequence - other.sequence);
    return [...versions, ...live, ...ordered];
  }

  #forget(principal: Principal, page: WatchingPage): (stream: EventStream) => void {
    const detach = this.#options.watch.attach(principal, page);
    return (stream) => {
      this.#streams.delete(stream);
      this.#administrators.delete(stream);
      detach();
    };
  }

  #hear(message: BusMessage, sequence: number | null): void {
    if (sequence !== null) this.#ring.pass(sequence);
    // The table has for each type the handler of that very type, which the compiler cannot follow through the union.
    const handle = this.#handlers[message.type] as Handler<BusMessage> | undefined;
    handle?.(message, sequence);
  }

  #tell(owner: string, event: PortalEvent, sequence: number | null): void {
    this.#record(owner, event, sequence);
    this.#sendTo(this.#streams.ofOwner(owner), event, sequence);
  }

  #record(owner: string | null, event: PortalEvent, sequence: number | null): void {
    if (sequence !== null) this.#ring.record({ owner, event, sequence, at: performance.now() });
  }

  #sendTo(streams: Iterable<EventStream>, event: PortalEvent, sequence: number | null): void {
    for (const stream of streams) stream.send(event, sequence);
  }

  /** What the bus would have said in the meantime is unknown: who is still signed in is asked, the rest is read again. */
  #afterGap(): void {
    this.#ring.begin(this.#options.bus.heardSince?.() ?? null);
    for (const stream of this.#streams) {
      stream.send({ type: "resync" }, this.#ring.position);
      stream.recheck();
    }
  }

  #tick(): void {
    const isDeaf = !this.#options.bus.isListening();
    for (const stream of this.#streams) {
      stream.tick();
      if (isDeaf) {
        stream.recheck();
      }
    }
  }
}
