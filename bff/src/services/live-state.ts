import type { Log } from "#log.ts";
import type { Bus } from "#storage/ports/bus.ts";
import type { LiveStore } from "#storage/ports/live-store.ts";
import {
  type KnownAnnouncement,
  type LiveItems,
  nextInstant,
  noLiveItems,
  phaseOf,
  readLiveItems,
} from "./live-items.ts";
import type { KnownMaintenance, KnownSwitch } from "./live-items.ts";

/** What holds at this moment. The same object as long as nothing begins, ends or is changed. */
export interface LiveNow {
  /** Newest first. */
  readonly announcements: readonly KnownAnnouncement[];
  /** By the tile's key. */
  readonly maintenances: ReadonlyMap<string, KnownMaintenance>;
  /** By the source's key. */
  readonly sourcesOff: ReadonlyMap<string, KnownSwitch>;
}

/** A portal in which nothing was announced or switched. */
export const nothingLive: LiveNow = { announcements: [], maintenances: new Map(), sourcesOff: new Map() };

/** What takes effect at once, in memory on each replica. */
export interface LiveState {
  now(): LiveNow;
  /** Called when something was changed, begins or ends; returns the way to stop listening. */
  onChanged(listener: () => void): () => void;
  /** Reads what was just written, so that whoever asks this replica next finds it. */
  refresh(): Promise<void>;
  close(): void;
}

interface LiveStateOptions {
  readonly store: Pick<LiveStore, "items">;
  readonly bus: Pick<Bus, "subscribe" | "onReconnect" | "isListening">;
  readonly now: () => Date;
  readonly log: Log;
  readonly pace?: Partial<LivePace>;
}

/** How often is looked although nobody said that anything changed. */
export interface LivePace {
  /** While the other replicas can be heard: a net below the bus. */
  readonly netMilliseconds: number;
  /** While they cannot, or the last reading failed. */
  readonly deafMilliseconds: number;
}

const usualPace: LivePace = { netMilliseconds: 30_000, deafMilliseconds: 1000 };
/** Timers know no longer times than this. */
const longestTimer = 2_000_000_000;

/** Reads what is in force and follows it: by the bus, by the clock, and now and then anyway. */
export async function openLiveState(options: LiveStateOptions): Promise<LiveState> {
  const follower = new LiveFollower(options);
  try {
    await follower.refresh();
  } catch (error) {
    follower.close();
    throw error;
  }
  return follower;
}

class LiveFollower implements LiveState {
  readonly #options: LiveStateOptions;
  readonly #pace: LivePace;
  readonly #listeners = new Set<() => void>();
  readonly #stop: readonly (() => void)[];
  readonly #looking: NodeJS.Timeout;
  #items: LiveItems = noLiveItems;
  #text = "";
  #known: LiveNow = nothingLive;
  /** Until when `#known` holds by the clock. */
  #until = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | null = null;
  #following: Promise<void> | null = null;
  #readAt = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(options: LiveStateOptions) {
    this.#options = options;
    this.#pace = { ...usualPace, ...options.pace };
    const { bus } = options;
    this.#stop = [
      bus.subscribe((message) => {
        if (message.type === "live_changed") this.#readAgain();
      }),
      bus.onReconnect(() => this.#readAgain()),
    ];
    this.#looking = setInterval(() => this.#look(), this.#pace.deafMilliseconds).unref();
  }

  now(): LiveNow {
    if (this.#options.now().getTime() >= this.#until) this.#settle();
    return this.#known;
  }

  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** What is read from now on: a reading that is under way may have begun before the change. */
  async refresh(): Promise<void> {
    const before = this.#reading;
    if (before === null) {
      this.#reading = this.#read().finally(() => (this.#reading = null));
      return this.#reading;
    }
    this.#following ??= before
      .catch(() => undefined)
      .then(async () => {
        this.#following = null;
        return this.refresh();
      });
    return this.#following;
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#looking);
    clearTimeout(this.#timer);
    for (const stop of this.#stop) stop();
    this.#listeners.clear();
  }

  #look(): void {
    const { netMilliseconds } = this.#pace;
    if (!this.#options.bus.isListening() || performance.now() - this.#readAt >= netMilliseconds) this.#readAgain();
  }

  #readAgain(): void {
    this.refresh().catch((error: unknown) => {
      const reason = error instanceof Error ? error.name : "unknown";
      this.#options.log.warn({ reason }, "What takes effect at once could not be read again.");
      // The next look tries again.
      this.#readAt = Number.NEGATIVE_INFINITY;
    });
  }

  async #read(): Promise<void> {
    const { store, log } = this.#options;
    const read = await store.items();
    this.#readAt = performance.now();
    const text = JSON.stringify(read.toSorted((one, other) => (idOf(one) < idOf(other) ? -1 : 1)));
    if (this.#isClosed || text === this.#text) return;
    this.#text = text;
    this.#items = readLiveItems(read, ({ kind, key }) =>
      log.warn({ kind, key }, "What another release wrote to take effect at once is not understood here."),
    );
    this.#settle();
  }

  /** Works out what holds now, tells it, and sets the one timer to when that changes by itself. */
  #settle(): void {
    const at = this.#options.now().getTime();
    const { announcements, maintenances, sourcesOff } = this.#items;
    this.#known = {
      announcements: announcements.filter(({ announcement }) => phaseOf(announcement, at) === "running"),
      maintenances: new Map(
        maintenances
          .filter(({ maintenance }) => phaseOf(maintenance, at) === "running")
          .map((known) => [known.maintenance.tile, known]),
      ),
      sourcesOff: new Map(sourcesOff.map((known) => [known.switch.source, known])),
    };
    this.#until = nextInstant(this.#items, at) ?? Number.POSITIVE_INFINITY;
    this.#wait();
    for (const listener of this.#listeners) listener();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#isClosed || this.#until === Number.POSITIVE_INFINITY) return;
    const milliseconds = this.#until - this.#options.now().getTime();
    this.#timer = setTimeout(
      () => {
        // A timer may be early, or the instant too far for one.
        if (this.#options.now().getTime() >= this.#until) this.#settle();
        else this.#wait();
      },
      Math.min(Math.max(milliseconds, 1), longestTimer),
    ).unref();
  }
}

const idOf = ({ kind, key }: { readonly kind: string; readonly key: string }) => `${kind} ${key}`;
