import type { ChatFeed, ChatView } from "#connectors/kit/chat.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { Log } from "#log.ts";
import { ownerDigest, type Principal } from "#storage/principal.ts";
import type { ConnectedSource } from "./live-sources.ts";
import type { CacheSlot, PersonCache, Shelf } from "./person-cache.ts";
import type { SourceFailure } from "./source-outcomes.ts";
import type { ToolTokens } from "./tool-tokens.ts";

/** One person's live view of one source, with the last failure since it last worked. */
interface FeedEntry {
  readonly feed: ChatFeed;
  /** The connection that the feed speaks over; another one begins anew. */
  readonly live: ConnectedSource["live"];
  failure: SourceFailure | null;
}

interface ChatRoomsOptions {
  readonly cache: PersonCache;
  readonly tokens: ToolTokens;
  readonly now: () => Date;
  readonly log: Log;
  /** People whose rooms are kept in memory. */
  readonly max?: number;
}

const staleMilliseconds = 15 * 60_000;

/** What is known of a person's rooms at a source, and what kept it from being newer. */
export interface KnownRooms {
  readonly view: { readonly rooms: ChatView["rooms"]; readonly dropped: number; readonly at: Date } | null;
  readonly failure: SourceFailure | null;
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
    const failure = this.#feeds.peek(principal, slot)?.data.failure ?? null;
    const held = this.#views.peek(principal, slot);
    const isShowable = held !== null && this.#options.now().getTime() - held.at.getTime() <= staleMilliseconds;
    return { view: isShowable ? { ...held.data, at: held.at } : null, failure };
  }

  /** Asks the source, waiting up to `waitSeconds` for news; joins a call that is already on its way. Throws `UpstreamError`. */
  async refresh(
    principal: Principal,
    source: ConnectedSource,
    waitSeconds: number,
    signal: AbortSignal,
  ): Promise<{ readonly isChanged: boolean }> {
    const slot = slotOf(source);
    const loaded = await this.#views.load(
      principal,
      slot,
      (flightSignal) => this.#advance(principal, source, waitSeconds, flightSignal),
      signal,
    );
    if (loaded.staleBecause !== null) throw loaded.staleBecause;
    return { isChanged: loaded.data.isChanged };
  }

  async #advance(
    principal: Principal,
    source: ConnectedSource,
    waitSeconds: number,
    signal: AbortSignal,
  ): Promise<ChatView> {
    const entry = this.#entry(principal, source);
    const { subject } = principal.owner;
    const http = source.live.upstream.bind({
      lane: ownerDigest(principal.owner),
      credential: { bearer: (refused) => this.#options.tokens.bearer(principal, source, refused) },
      signal,
    });
    try {
      const person = { subject, username: principal.username, locale: "de" };
      const view = await entry.feed.advance({ http, person, signal, log: this.#options.log }, waitSeconds);
      this.#entry(principal, source).failure = null;
      return view;
    } catch (error) {
      // The entry of now, not of then: a sign-out elsewhere may have put another in its place meanwhile.
      if (error instanceof UpstreamError) this.#note(principal, source, this.#entry(principal, source), error);
      throw error;
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
    const entry: FeedEntry = { feed: chat.open(), live: source.live, failure: null };
    this.#feeds.put(principal, slot, entry);
    return entry;
  }
}

function slotOf(source: ConnectedSource): CacheSlot {
  const { key, audience } = source.configured;
  return { source: key, audience: audience ?? null, locale: "", params: [] };
}
