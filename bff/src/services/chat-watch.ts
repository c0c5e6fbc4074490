import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { Log } from "#log.ts";
import type { Bus } from "#storage/ports/bus.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import { ownerDigest, type Principal } from "#storage/principal.ts";
import { chatSources } from "./chat.ts";
import type { ChatRoomsOfPerson } from "./chat-rooms-of-person.ts";
import { connected, type ConnectedSource, type LiveSources } from "./live-sources.ts";
import type { SourceWatch } from "./source-watch.ts";

interface ChatWatchOptions {
  readonly configuration: { current(): PublishedConfiguration };
  readonly sources: LiveSources;
  readonly rooms: ChatRoomsOfPerson;
  readonly bus: Bus;
  readonly log: Log;
  readonly graceMilliseconds?: number;
  readonly waitSeconds?: number;
  /** Between 0 and 1, for the jitter. */
  readonly random?: () => number;
}

/** One person's loops: who keeps them running, and how to stop them. */
interface Watched {
  /** One entry per open page. */
  readonly pages: Map<symbol, Principal>;
  loops: { readonly principal: Principal; readonly stop: AbortController; readonly sources: Set<string> } | null;
  grace: NodeJS.Timeout | null;
}

const firstPauseMilliseconds = 1000;
const longestPauseMilliseconds = 30_000;
const needsSignInPauseMilliseconds = 5000;

function problemOf(error: unknown): string {
  if (error instanceof UpstreamError) return `${error.reason} ${error.code ?? ""}`;
  return error instanceof Error ? error.name : "unknown";
}

/** One loop per person, source and process while a page is open, however many pages there are. */
export class ChatWatch implements SourceWatch {
  readonly #options: ChatWatchOptions;
  readonly #people = new Map<string, Watched>();
  readonly #pokes = new Map<string, Set<() => void>>();
  readonly #isClosed = new AbortController();

  constructor(options: ChatWatchOptions) {
    this.#options = options;
  }

  attach(principal: Principal): () => void {
    const owner = ownerDigest(principal.owner);
    const watched = this.#people.get(owner) ?? { pages: new Map(), loops: null, grace: null };
    this.#people.set(owner, watched);
    const page = Symbol("page");
    watched.pages.set(page, principal);
    if (watched.grace !== null) clearTimeout(watched.grace);
    watched.grace = null;
    this.#run(owner, watched);
    return () => {
      if (watched.pages.delete(page) && watched.pages.size === 0) this.#stopSoon(owner, watched);
    };
  }

  isWatched(principal: Principal, source: string): boolean {
    return this.#people.get(ownerDigest(principal.owner))?.loops?.sources.has(source) ?? false;
  }

  /** Something that this person waited for happened: loops that pause after a failure try again now. */
  poke(principal: Principal): void {
    for (const poke of this.#pokes.get(ownerDigest(principal.owner)) ?? []) poke();
  }

  /** Another version is in force: loops begin anew with its sources. */
  reconfigure(): void {
    for (const [owner, watched] of this.#people) {
      if (watched.loops === null) continue;
      watched.loops.stop.abort(new DOMException("The watch stopped.", "AbortError"));
      watched.loops = null;
      this.#run(owner, watched);
    }
  }

  /** A session is over: its pages count no more, and loops with its tokens stop at once. */
  endSession(sessionHash: string): void {
    for (const [owner, watched] of this.#people) {
      for (const [page, principal] of watched.pages)
        if (principal.sessionHash === sessionHash) watched.pages.delete(page);
      if (watched.loops?.principal.sessionHash === sessionHash) {
        this.#stop(watched);
        this.#run(owner, watched);
      }
      if (watched.loops === null && watched.pages.size === 0) this.#people.delete(owner);
      else if (watched.pages.size === 0 && watched.grace === null) this.#stopSoon(owner, watched);
    }
  }

  close(): void {
    this.#isClosed.abort();
    for (const watched of this.#people.values()) this.#stop(watched);
    this.#people.clear();
  }

  #run(owner: string, watched: Watched): void {
    const [principal] = watched.pages.values();
    if (watched.loops !== null || principal === undefined || this.#isClosed.signal.aborted) return;
    const stop = new AbortController();
    watched.loops = { principal, stop, sources: new Set() };
    const { document } = this.#options.configuration.current();
    for (const source of chatSources(this.#options.sources, document, principal)) {
      const ready = connected(source);
      if (ready !== null) this.#start(owner, principal, ready, watched.loops.sources, stop.signal);
    }
  }

  #start(
    owner: string,
    principal: Principal,
    source: ConnectedSource,
    running: Set<string>,
    signal: AbortSignal,
  ): void {
    running.add(source.key);
    this.#loop(owner, principal, source, signal)
      .catch((error: unknown) => {
        const name = error instanceof Error ? error.name : "unknown";
        if (!signal.aborted)
          this.#options.log.error({ source: source.key, error: name }, "Watching a source stopped unexpectedly.");
      })
      .finally(() => running.delete(source.key));
  }

  async #loop(owner: string, principal: Principal, source: ConnectedSource, signal: AbortSignal): Promise<void> {
    let failures = 0;
    let isFirst = true;
    let lastProblem: string | null = null;
    while (!signal.aborted && this.#options.sources.get(source.key)?.live === source.live) {
      try {
        // The first call and the one after a failure are quick: they tell at once whether the source is there.
        const wait = failures === 0 && !isFirst ? (this.#options.waitSeconds ?? 30) : 0;
        const { isChanged } = await this.#options.rooms.refresh(principal, source, wait, signal);
        if (isChanged || lastProblem !== null) await this.#announce(owner, source.key);
        failures = 0;
        isFirst = false;
        lastProblem = null;
      } catch (error) {
        if (signal.aborted) return;
        const problem = problemOf(error);
        if (problem !== lastProblem) await this.#announce(owner, source.key);
        lastProblem = problem;
        failures += 1;
        await this.#pause(owner, failures, error, signal);
      }
    }
  }

  /** Tells the person's pages on all replicas. A page that misses it reads again when its stream reconnects. */
  async #announce(owner: string, source: string): Promise<void> {
    try {
      await this.#options.bus.publish({ type: "source_changed", owner, source });
    } catch (error) {
      const name = error instanceof Error ? error.name : "unknown";
      this.#options.log.warn({ source, error: name }, "A change at a source could not be announced.");
    }
  }

  async #pause(owner: string, failures: number, error: unknown, signal: AbortSignal): Promise<void> {
    const random = (this.#options.random ?? Math.random)();
    const known = error instanceof UpstreamError ? error : null;
    const asked = (known?.retryAfterSeconds ?? 0) * 1000;
    // Looking for a token that the person may bring at any moment costs the tool nothing.
    const longest = known?.code === "needs_sign_in" ? needsSignInPauseMilliseconds : longestPauseMilliseconds;
    const backoff = Math.min(firstPauseMilliseconds * 2 ** (failures - 1), longest);
    const { promise: poked, resolve: poke } = Promise.withResolvers<void>();
    const timer = setTimeout(poke, Math.max(asked, backoff) * (1 + random * 0.2));
    signal.addEventListener("abort", () => poke(), { once: true });
    this.#pokes.set(owner, (this.#pokes.get(owner) ?? new Set()).add(poke));
    await poked;
    clearTimeout(timer);
    this.#forgetPoke(owner, poke);
  }

  #forgetPoke(owner: string, poke: () => void): void {
    const pokes = this.#pokes.get(owner);
    pokes?.delete(poke);
    if (pokes?.size === 0) this.#pokes.delete(owner);
  }

  #stopSoon(owner: string, watched: Watched): void {
    watched.grace = setTimeout(() => {
      this.#stop(watched);
      if (this.#people.get(owner) === watched) this.#people.delete(owner);
    }, this.#options.graceMilliseconds ?? 30_000).unref();
  }

  #stop(watched: Watched): void {
    if (watched.grace !== null) clearTimeout(watched.grace);
    watched.grace = null;
    watched.loops?.stop.abort(new DOMException("The watch stopped.", "AbortError"));
    watched.loops = null;
  }
}
