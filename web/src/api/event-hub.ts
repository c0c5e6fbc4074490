import type { PortalEvent } from "@pforte/shared/contract/portal-event";
import { parsePortalEvent } from "./event-parser.ts";
import { followEvents, type FollowOptions } from "./event-stream.ts";
import { TabAttention, type Attention, type AttentionMessage, type Looking } from "./tab-attention.ts";

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
  /** What says whether this tab is looked at; the document unless told otherwise. */
  readonly looking?: Looking;
  /** How long nobody looks before the stream says so: whoever only changes tabs is not gone. */
  readonly absenceMilliseconds?: number;
}

const name = "pforte-events";

/** So many events are recognised when they come again, after the lead went to a tab that had missed some. */
const remembered = 100;

type TabMessage =
  | { readonly kind: "event"; readonly event: unknown; readonly id: string | null }
  | { readonly kind: "ping" }
  | { readonly kind: "pong" }
  | AttentionMessage;

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
  readonly attention: TabAttention;
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
  readonly #looking: Looking | undefined;
  readonly #absenceMilliseconds: number;
  readonly #heard: string[] = [];
  #isLeader = false;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #absence: ReturnType<typeof setTimeout> | undefined;
  /** What the stream was opened with. */
  #attention: Attention = "visible";

  constructor({
    locks,
    openChannel,
    follow = followEvents,
    patienceMilliseconds = 2000,
    looking,
    absenceMilliseconds = 15_000,
  }: EventHubOptions) {
    this.#looking = looking;
    this.#absenceMilliseconds = absenceMilliseconds;
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
    const attention = new TabAttention(this.#looking ?? document, {
      post: (message) => post(channel, message),
      onChange: () => this.#attend(),
      signal: controller.signal,
    });
    this.#run = {
      signal: controller.signal,
      channel,
      attention,
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
    clearTimeout(this.#absence);
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
        attention: () => (this.#attention = run.attention.now),
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
      this.#deliver(event, id);
    }
  }

  /** Connects anew where the stream says otherwise than it is: at once when somebody looks, later when nobody does. */
  #attend(): void {
    clearTimeout(this.#absence);
    const now = this.#run?.attention.now;
    if (!this.#isLeader || now === undefined || now === this.#attention) {
      return;
    }
    const turn = (): boolean => this.#wake.dispatchEvent(new Event("turn"));
    if (now === "visible") {
      turn();
    } else {
      this.#absence = setTimeout(turn, this.#absenceMilliseconds);
    }
  }

  #receive({ data }: MessageEvent): void {
    // Posted by another tab of this origin, perhaps of another release: every part is looked at before it is used.
    const { kind, event, id, tab, isVisible } = data as Partial<Record<string, unknown>>;
    if (kind === "attention") {
      this.#run?.attention.hear(tab, isVisible);
    } else if (kind === "ping" && this.#isLeader) {
      post(this.#run?.channel ?? null, { kind: "pong" });
    } else if (kind === "pong") {
      clearTimeout(this.#patience);
    } else if (kind === "event") {
      const known = parsePortalEvent(event);
      this.#lastEventId = typeof id === "string" ? id : this.#lastEventId;
      if (known !== null) {
        this.#deliver(known, typeof id === "string" ? id : null);
      }
    }
  }

  #deliver(event: PortalEvent, id: string | null): void {
    // The id of a resync is the place that it begins at, which an event before it may have had.
    if (id !== null && event.type !== "resync") {
      const key = `${id} ${event.type}`;
      if (this.#heard.includes(key)) {
        return;
      }
      this.#heard.push(key);
      this.#heard.splice(0, this.#heard.length - remembered);
    }
    for (const listener of this.#listeners) {
      listener(event);
    }
  }
}

function post(channel: TabChannel | null, message: TabMessage): void {
  channel?.postMessage(message);
}
