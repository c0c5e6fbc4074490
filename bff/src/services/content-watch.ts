import type { Language } from "@pforte/shared/contract/localized";
import type { Log } from "#log.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import { ownerDigest, type Principal } from "#storage/principal.ts";
import { watchChat } from "./chat-loop.ts";
import type { ChatRoomsOfPerson } from "./chat-rooms-of-person.ts";
import type { ContentBook } from "./content-book.ts";
import { slotOf, watchedLists, type ContentTopic } from "./content-topics.ts";
import { ListNews, watchList } from "./list-loop.ts";
import { connected, type ConnectedSource, type LiveSources } from "./live-sources.ts";
import type { CacheSlot } from "./person-cache.ts";
import { personSources } from "./person-sources.ts";
import { watchPush } from "./push-loop.ts";
import type { AnnounceChange } from "./source-announcements.ts";
import type { SourceWatch, WatchingPage } from "./source-watch.ts";
import type { ToolCalls } from "./tool-calls.ts";
import type { WatchLoop } from "./watch-loop.ts";
import { WatchPace, watchTimes, type WatchTimes } from "./watch-pace.ts";

interface ContentWatchOptions {
  readonly configuration: { current(): PublishedConfiguration };
  readonly sources: LiveSources;
  readonly rooms: ChatRoomsOfPerson;
  readonly book: ContentBook;
  readonly calls: ToolCalls;
  readonly announce: AnnounceChange;
  readonly log: Log;
  readonly graceMilliseconds?: number;
  readonly waitSeconds?: number;
  readonly times?: Partial<WatchTimes>;
  /** Between 0 and 1, for the jitter. */
  readonly random?: () => number;
}

interface OpenPage extends WatchingPage {
  readonly principal: Principal;
}

interface Loops {
  readonly principal: Principal;
  readonly language: Language;
  readonly stop: AbortController;
  /** What is kept young. */
  readonly running: Set<string>;
}

/** One person's loops: who keeps them running, and how to stop them. */
interface Watched {
  /** One entry per open page. */
  readonly pages: Map<symbol, OpenPage>;
  readonly pace: WatchPace;
  loops: Loops | null;
  grace: NodeJS.Timeout | null;
}

const chatKey = (source: string) => `chat ${source}`;
const listKey = ({ source, locale, params }: CacheSlot) => JSON.stringify([source, locale, ...params]);

/** The loops of a person while they have a page open: one per list and process, however many pages there are. */
export class ContentWatch implements SourceWatch {
  readonly #options: ContentWatchOptions;
  readonly #people = new Map<string, Watched>();
  readonly #isClosed = new AbortController();

  constructor(options: ContentWatchOptions) {
    this.#options = options;
  }

  attach(principal: Principal, page: WatchingPage): () => void {
    const owner = ownerDigest(principal.owner);
    const watched = this.#people.get(owner) ?? this.#nobody();
    this.#people.set(owner, watched);
    const key = Symbol("page");
    watched.pages.set(key, { ...page, principal });
    if (watched.grace !== null) clearTimeout(watched.grace);
    watched.grace = null;
    this.#pay(watched);
    this.#run(watched);
    return () => {
      if (!watched.pages.delete(key)) return;
      if (watched.pages.size === 0) this.#stopSoon(owner, watched);
      else this.#pay(watched);
    };
  }

  /** Whether a loop keeps this person's rooms at a source young here. */
  isChatWatched(principal: Principal, source: string): boolean {
    return this.#people.get(ownerDigest(principal.owner))?.loops?.running.has(chatKey(source)) ?? false;
  }

  /** Whether a loop keeps this very list young here. */
  isListWatched(principal: Principal, slot: CacheSlot): boolean {
    return this.#people.get(ownerDigest(principal.owner))?.loops?.running.has(listKey(slot)) ?? false;
  }

  /** Something that this person waited for happened: loops that pause look again now. */
  poke(principal: Principal): void {
    this.#people.get(ownerDigest(principal.owner))?.pace.poke();
  }

  /** Another version is in force: loops begin anew with its sources. */
  reconfigure(): void {
    for (const watched of this.#people.values()) {
      if (watched.loops === null) continue;
      watched.loops.stop.abort(stopped());
      watched.loops = null;
      this.#run(watched);
    }
  }

  /** A session is over: its pages count no more, and loops with its tokens stop at once. */
  endSession(sessionHash: string): void {
    for (const [owner, watched] of this.#people) {
      for (const [key, { principal }] of watched.pages)
        if (principal.sessionHash === sessionHash) watched.pages.delete(key);
      if (watched.loops?.principal.sessionHash === sessionHash) {
        this.#stop(watched);
        this.#run(watched);
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

  #nobody(): Watched {
    const { times, random = Math.random } = this.#options;
    return { pages: new Map(), pace: new WatchPace({ ...watchTimes, ...times }, random), loops: null, grace: null };
  }

  /** Somebody who looks again is shown what is there now. */
  #pay({ pages, pace }: Watched): void {
    const wasHidden = pace.isHidden;
    pace.isHidden = [...pages.values()].every(({ isHidden }) => isHidden);
    if (wasHidden && !pace.isHidden) pace.poke();
  }

  #run(watched: Watched): void {
    const [page] = watched.pages.values();
    if (watched.loops !== null || page === undefined || this.#isClosed.signal.aborted) return;
    const { principal, language } = page;
    const loops: Loops = { principal, language, stop: new AbortController(), running: new Set() };
    watched.loops = loops;
    const isContinued = [...watched.pages.values()].some((each) => each.isContinued);
    const theirs = personSources(this.#options.configuration.current().document, principal);
    for (const source of this.#options.sources.all().values()) {
      const ready = theirs.has(source.key) ? connected(source) : null;
      if (ready !== null) this.#watch(loops, watched.pace, ready, isContinued);
    }
  }

  #watch(loops: Loops, pace: WatchPace, source: ConnectedSource, isContinued: boolean): void {
    const { principal, language } = loops;
    const { rooms, book, calls, sources, announce, waitSeconds = 30 } = this.#options;
    const loop: WatchLoop = {
      principal,
      source,
      language,
      isContinued,
      pace,
      signal: loops.stop.signal,
      isCurrent: () => sources.get(source.key)?.live === source.live,
      announce: async (topics) => announce(principal, source.key, topics),
    };
    const { connector } = source.live.connection;
    if (connector.chat !== undefined) {
      this.#start(loops, chatKey(source.key), source, watchChat(loop, { rooms, waitSeconds }));
    }
    const lists = new Map<ContentTopic, ListNews>();
    for (const list of watchedLists(connector)) {
      const [wanted, news] = [{ ...list, language }, new ListNews()];
      lists.set(list.topic, news);
      const running = watchList(loop, { book, calls, wanted, news });
      this.#start(loops, listKey(slotOf(source, wanted)), source, running);
    }
    const { push } = connector;
    if (push !== undefined && lists.size > 0) {
      this.#start(loops, `push ${source.key}`, source, watchPush(loop, { push, calls, lists }));
    }
  }

  #start(loops: Loops, key: string, source: ConnectedSource, running: Promise<void>): void {
    loops.running.add(key);
    running
      .catch((error: unknown) => {
        const name = error instanceof Error ? error.name : "unknown";
        if (!loops.stop.signal.aborted)
          this.#options.log.error({ source: source.key, error: name }, "Watching a source stopped unexpectedly.");
      })
      .finally(() => loops.running.delete(key));
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
    watched.loops?.stop.abort(stopped());
    watched.loops = null;
  }
}

const stopped = () => new DOMException("The watch stopped.", "AbortError");
