import type { PortalEvent } from "@pforte/shared/contract/portal-event";
import { parsePortalEvent } from "./event-parser.ts";
import { followEvents, type FollowOptions } from "./event-stream.ts";

/** The events of the portal in this tab, wherever in the browser their one stream is read. */
export interface EventHub {
  start(): void;
  stop(): void;
  /** The tab is looked at again, or the network is back: make sure that the stream lives. */
  wake(): void;
  subscribe(listener: (event: PortalEvent) => void): () => void;
  /** Whether this tab reads the stream for all tabs. */
  isLeader(): boolean;
}

/** What a channel between the tabs of one browser must do; `BroadcastChannel` does. */
interface TabChannel {
  postMessage(message: unknown): void;
  onmessage: ((message: MessageEvent) => void) | null;
  close(): void;
}

/** The one lock among the tabs of one browser; `navigator.locks` has it. */
export interface TabLocks {
  request(name: string, options: LockOptions, holder: () => Promise<void>): Promise<unknown>;
}

export interface EventHubOptions {
  /** `null` where the browser has none of them: then each tab reads a stream of its own. */
  readonly locks: TabLocks | null;
  readonly openChannel: (name: string) => TabChannel | null;
  readonly follow?: (options: FollowOptions) => Promise<"stopped" | "signed_out">;
  /** How long a leader may be silent before its stream is taken over. */
  readonly patienceMilliseconds?: number;
}

const name = "pforte-events";

type TabMessage =
  | { readonly kind: "event"; readonly event: unknown; readonly id: string | null }
  | { readonly kind: "ping" }
  | { readonly kind: "pong" };

/**
 * One stream per browser: the tab that holds the lock reads it and passes each event on to the others. HTTP/1.1 allows
 * six connections to a host, so a stream per tab would block the seventh tab for good.
 */
export function createEventHub(options: EventHubOptions): EventHub {
  return new BrowserEventHub(options);
}

/** What runs between `start` and `stop`. */
interface Run {
  readonly signal: AbortSignal;
  readonly channel: TabChannel | null;
  readonly end: () => void;
  /** Calls off the current wait for the lock. */
  callOff: () => void;
}

class BrowserEventHub implements EventHub {
  readonly #locks: TabLocks | null;
  readonly #openChannel: EventHubOptions["openChannel"];
  readonly #follow: NonNullable<EventHubOptions["follow"]>;
  readonly #patienceMilliseconds: number;
  readonly #listeners = new Set<(event: PortalEvent) => void>();
  readonly #wake = new EventTarget();
  #run: Run | null = null;
  #lastEventId: string | null = null;
  #isLeader = false;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor({ locks, openChannel, follow = followEvents, patienceMilliseconds = 2000 }: EventHubOptions) {
    this.#locks = locks;
    this.#openChannel = openChannel;
    this.#follow = follow;
    this.#patienceMilliseconds = patienceMilliseconds;
  }

  start(): void {
    if (this.#run !== null) {
      return;
    }
    const controller = new AbortController();
    const channel = this.#openChannel(name);
    if (channel !== null) {
      channel.onmessage = (message) => this.#receive(message);
    }
    this.#run = {
      signal: controller.signal,
      channel,
      end: () => {
        controller.abort();
        channel?.close();
      },
      callOff: () => undefined,
    };
    void this.#stand(this.#run, false);
  }

  stop(): void {
    clearTimeout(this.#patience);
    this.#run?.end();
    this.#run = null;
  }

  wake(): void {
    const run = this.#run;
    if (run === null) {
      return;
    }
    if (this.#isLeader || this.#locks === null || run.channel === null) {
      this.#wake.dispatchEvent(new Event("wake"));
      return;
    }
    // A tab in the background can be frozen with the lock in its hands; one that does not answer loses it.
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => {
      const { callOff } = run;
      void this.#stand(run, true);
      callOff();
    }, this.#patienceMilliseconds);
    post(run.channel, { kind: "ping" });
  }

  subscribe(listener: (event: PortalEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  isLeader(): boolean {
    return this.#isLeader;
  }

  /** Waits for the lead; with `steal` it takes it from a tab that does not answer. */
  async #stand(run: Run, steal: boolean): Promise<void> {
    const round = new AbortController();
    const callOff = (): void => round.abort();
    run.callOff = callOff;
    const signal = AbortSignal.any([run.signal, round.signal]);
    if (this.#locks === null) {
      await this.#lead(run, signal);
      return;
    }
    try {
      await this.#locks.request(name, steal ? { steal } : { signal }, () => this.#lead(run, signal));
    } catch {
      // The wait was called off, or another tab has taken the lock over: follow from now on.
      round.abort();
      if (!run.signal.aborted && run.callOff === callOff) {
        await this.#stand(run, false);
      }
    }
  }

  async #lead(run: Run, signal: AbortSignal): Promise<void> {
    this.#isLeader = true;
    try {
      const end = await this.#follow({
        signal,
        wake: this.#wake,
        lastEventId: () => this.#lastEventId,
        onEvent: (event, id) => this.#publish(run, event, id),
      });
      if (end === "signed_out") {
        this.#publish(run, { type: "session_ended", because: "expired" }, null);
      }
    } finally {
      this.#isLeader = false;
    }
  }

  #publish(run: Run, event: PortalEvent, id: string | null): void {
    this.#lastEventId = id ?? this.#lastEventId;
    if (!run.signal.aborted) {
      post(run.channel, { kind: "event", event, id });
      this.#deliver(event);
    }
  }

  #receive({ data }: MessageEvent): void {
    // Posted by another tab of this origin, perhaps of another release: every part is looked at before it is used.
    const { kind, event, id } = data as Partial<Record<"kind" | "event" | "id", unknown>>;
    if (kind === "ping" && this.#isLeader) {
      post(this.#run?.channel ?? null, { kind: "pong" });
    } else if (kind === "pong") {
      clearTimeout(this.#patience);
    } else if (kind === "event") {
      const known = parsePortalEvent(event);
      this.#lastEventId = typeof id === "string" ? id : this.#lastEventId;
      if (known !== null) {
        this.#deliver(known);
      }
    }
  }

  #deliver(event: PortalEvent): void {
    for (const listener of this.#listeners) {
      listener(event);
    }
  }
}

function post(channel: TabChannel | null, message: TabMessage): void {
  channel?.postMessage(message);
}
