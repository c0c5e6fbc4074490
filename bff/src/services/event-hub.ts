import type { PortalEvent } from "@pforte/shared/contract/portal-event";
import type { Log } from "#log.ts";
import type { Bus, BusMessage } from "#storage/ports/bus.ts";
import { ownerDigest, type Principal } from "#storage/principal.ts";
import { EventStream, type EventSink, type StreamSession } from "./event-stream.ts";
import type { EventIds } from "./event-id.ts";
import type { SourceWatch } from "./source-watch.ts";

/** How many streams there may be, and how long one lives. */
export interface EventHubLimits {
  readonly perSession: number;
  readonly perPerson: number;
  readonly total: number;
  readonly lifeMilliseconds: number;
  readonly heartbeatMilliseconds: number;
  readonly queuedBytes: number;
  readonly tickMilliseconds: number;
}

const eventHubLimits: EventHubLimits = {
  perSession: 6,
  perPerson: 12,
  total: 10_000,
  lifeMilliseconds: 15 * 60_000,
  heartbeatMilliseconds: 20_000,
  queuedBytes: 256 * 1024,
  tickMilliseconds: 1000,
};

interface EventHubOptions {
  readonly bus: Bus;
  readonly configuration: { onPublished(listener: (published: { readonly version: number }) => void): () => void };
  readonly watch: SourceWatch;
  readonly ids: EventIds;
  readonly now: () => Date;
  readonly random: () => number;
  readonly log: Log;
  readonly limits?: Partial<EventHubLimits>;
}

/** The open event streams of this replica (S71, S72): what changed reaches its owner, and ends with their session. */
export class EventHub {
  readonly #options: EventHubOptions;
  readonly #limits: EventHubLimits;
  readonly #streams = new Set<EventStream>();
  readonly #stop: readonly (() => void)[];
  readonly #timer: NodeJS.Timeout;
  #isDraining = false;
  #sequence: number;

  constructor(options: EventHubOptions) {
    this.#options = options;
    this.#limits = { ...eventHubLimits, ...options.limits };
    const { bus, configuration } = options;
    // Beginning with the time, so that a restart does not repeat an id.
    this.#sequence = options.now().getTime() * 100;
    this.#stop = [
      bus.subscribe((message) => this.#hear(message)),
      bus.onReconnect(() => this.#afterGap()),
      configuration.onPublished(({ version }) => this.#send(() => true, { type: "configuration_published", version })),
    ];
    this.#timer = setInterval(() => this.#tick(), this.#limits.tickMilliseconds).unref();
  }

  get size(): number {
    return this.#streams.size;
  }

  /** Opens a stream, or returns null where there are too many already. */
  open(principal: Principal, session: StreamSession, sink: EventSink): EventStream | null {
    const owner = ownerDigest(principal.owner);
    const { limits } = { limits: this.#limits };
    const mine = [...this.#streams].filter((stream) => stream.owner === owner);
    const ofSession = mine.filter((stream) => stream.sessionHash === principal.sessionHash);
    if (
      this.#isDraining ||
      this.#streams.size >= limits.total ||
      mine.length >= limits.perPerson ||
      ofSession.length >= limits.perSession
    ) {
      return null;
    }
    const stream = new EventStream({
      owner,
      sessionHash: principal.sessionHash,
      session,
      sink,
      ids: this.#options.ids,
      nextSequence: () => (this.#sequence += 1),
      now: this.#options.now,
      limits,
      // Spread, so that streams that were opened together do not come back together.
      lifeMilliseconds: limits.lifeMilliseconds * (0.8 + 0.2 * this.#options.random()),
      onClosed: this.#forget(principal),
    });
    this.#streams.add(stream);
    stream.send({ type: "resync" });
    return stream;
  }

  /** Tells every stream to come back a little later, each at its own time, and ends it. */
  drain(spreadMilliseconds: number): void {
    this.#isDraining = true;
    for (const stream of this.#streams) {
      const afterMilliseconds = Math.round(this.#options.random() * spreadMilliseconds);
      stream.send({ type: "move", afterMilliseconds });
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

  #forget(principal: Principal): (stream: EventStream) => void {
    const detach = this.#options.watch.attach(principal, { language: "de", isHidden: false, isContinued: false });
    return (stream) => {
      this.#streams.delete(stream);
      detach();
    };
  }

  #hear(message: BusMessage): void {
    switch (message.type) {
      case "session_ended":
        for (const stream of this.#streams) {
          if (stream.sessionHash === message.sessionHash) {
            stream.end(message.because);
          }
        }
        break;
      case "preferences_changed":
        this.#send(({ owner }) => owner === message.owner, { type: "preferences_changed" });
        break;
      case "source_changed":
        this.#send(({ owner }) => owner === message.owner, {
          type: "source_changed",
          source: message.source,
          ...(message.topics !== undefined && { topics: [...message.topics] }),
        });
        break;
      case "inbox_changed":
        this.#send(({ owner }) => owner === message.owner, { type: "inbox_changed" });
        break;
      case "signed_in":
        break;
      case "configuration_published":
        // Sent once the new version is in force here, so that whoever asks then gets it.
        break;
    }
  }

  #send(isMeant: (stream: EventStream) => boolean, event: PortalEvent): void {
    for (const stream of this.#streams) {
      if (isMeant(stream)) {
        stream.send(event);
      }
    }
  }

  /** What the bus would have said in the meantime is unknown: who is still signed in is asked, the rest is read again. */
  #afterGap(): void {
    for (const stream of this.#streams) {
      stream.send({ type: "resync" });
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
