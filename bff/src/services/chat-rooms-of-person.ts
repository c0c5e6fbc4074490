import type { Language } from "@pforte/shared/contract/localized";
import type { ChatFeed, ChatView } from "#connectors/kit/chat.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { Log } from "#log.ts";
import type { Principal } from "#storage/principal.ts";
import type { ConnectedSource } from "./live-sources.ts";
import type { CacheSlot, PersonCache, Shelf } from "./person-cache.ts";
import type { SourceFailure } from "./source-outcomes.ts";
import type { ToolCalls } from "./tool-calls.ts";

/** One person's live view of one source, with the last failure since it last worked. */
interface FeedEntry {
  readonly feed: ChatFeed;
  /** The connection that the feed speaks over; another one begins anew. */
  readonly live: ConnectedSource["live"];
  failure: SourceFailure | null;
  askingSince: Date | null;
}

interface ChatRoomsOptions {
  readonly cache: PersonCache;
  readonly calls: ToolCalls;
  readonly now: () => Date;
  readonly log: Log;
  /** People whose rooms are kept in memory. */
  readonly max?: number;
}

interface Asking {
  readonly waitSeconds: number;
  readonly language: Language;
  readonly signal: AbortSignal;
}

const staleMilliseconds = 15 * 60_000;

/** What is known of a person's rooms at a source, and what kept it from being newer. */
export interface KnownRooms {
  readonly view: (Pick<ChatView, "rooms" | "waiting" | "dropped"> & { readonly at: Date }) | null;
  readonly failure: SourceFailure | null;
  /** Since when a call has been under way. */
  readonly askingSince: Date | null;
}

/** The rooms of people at chat sources, in memory per person, brought up to date by asking for what changed. */
export class ChatRoomsOfPerson {
  readonly #options: ChatRoomsOptions;
  readonly #views: Shelf<ChatView>;
  readonly #feeds: Shelf<FeedEntry>;

  constructor(options: ChatRoomsOptions) {
    this.#options = options;
    const shelf = { max: options.max ?? 2000, staleMilliseconds };
    this.#views = options.cache.shelf<ChatView>({ ...shelf, name: "chat-views" });
    this.#feeds = options.cache.shelf<FeedEntry>({ ...shelf, name: "chat-feeds" });
  }

  /** What is in memory; makes no call. */
  known(principal: Principal, source: ConnectedSource): KnownRooms {
    const slot = slotOf(source);
    const { failure = null, askingSince = null } = this.#feeds.peek(principal, slot)?.data ?? {};
    const held = this.#views.peek(principal, slot);
    const isShowable = held !== null && this.#options.now().getTime() - held.at.getTime() <= staleMilliseconds;
    return { view: isShowable ? { ...held.data, at: held.at } : null, failure, askingSince };
  }

  /** Asks the source, waiting up to `waitSeconds` for news; joins a call that is already on its way. Throws `UpstreamError`. */
  async refresh(
    principal: Principal,
    source: ConnectedSource,
    waitSeconds: number,
    signal: AbortSignal,
    language: Language = "de",
  ): Promise<{ readonly isChanged: boolean }> {
    const slot = slotOf(source);
    const loaded = await this.#views.load(
      principal,
      slot,
      (flightSignal) => this.#advance(principal, source, { waitSeconds, language, signal: flightSignal }),
      signal,
    );
    if (loaded.staleBecause !== null) throw loaded.staleBecause;
    return { isChanged: loaded.data.isChanged };
  }

  async #advance(
    principal: Principal,
    source: ConnectedSource,
    { waitSeconds, language, signal }: Asking,
  ): Promise<ChatView> {
    const entry = this.#entry(principal, source);
    // A long poll is slow because there is no news.
    entry.askingSince = waitSeconds === 0 ? this.#options.now() : null;
    try {
      const call = this.#options.calls.context(principal, source, language, signal);
      const view = await entry.feed.advance(call, waitSeconds);
      this.#entry(principal, source).failure = null;
      return view;
    } catch (error) {
      // The entry of now, not of then: a sign-out elsewhere may have put another in its place meanwhile.
      if (error instanceof UpstreamError) this.#note(principal, source, this.#entry(principal, source), error);
      throw error;
    } finally {
      entry.askingSince = null;
    }
  }

  #note(principal: Principal, source: ConnectedSource, entry: FeedEntry, error: UpstreamError): void {
    const at = this.#options.now();
    entry.failure = { error, since: entry.failure?.since ?? at, at };
    const fields = { source: source.key, reason: error.reason, status: error.status, code: error.code };
    this.#options.log.debug(fields, "A chat source did not bring a person's rooms.");
    // Whoever may no longer read the rooms must not read them from memory either.
    if (error.reason === "forbidden" || error.reason === "sign_in_required" || error.reason === "not_found") {
      this.#views.forget(principal, slotOf(source));
    }
  }

  #entry(principal: Principal, source: ConnectedSource): FeedEntry {
    const slot = slotOf(source);
    const held = this.#feeds.peek(principal, slot)?.data;
    if (held !== undefined && held.live === source.live) return held;
    const { chat } = source.live.connection.connector;
    if (chat === undefined) throw new UpstreamError("not_found", "The tool has no rooms.");
    const entry: FeedEntry = { feed: chat.open(), live: source.live, failure: null, askingSince: null };
    this.#feeds.put(principal, slot, entry);
    return entry;
  }
}

function slotOf(source: ConnectedSource): CacheSlot {
  const { key, audience } = source.configured;
  return { source: key, audience: audience ?? null, locale: "", params: [] };
}
