import type { Language } from "@pforte/shared/contract/localized";
import type { SourceState } from "@pforte/shared/contract/source-outcome";
import type { NotificationList } from "#connectors/kit/notifications.ts";
import type { Topic } from "#connectors/kit/push.ts";
import { capabilitiesOf } from "#connectors/registry.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import { ownerDigest, type Principal } from "#storage/principal.ts";
import type { ChatUpToDate } from "./chat-up-to-date.ts";
import type { ContentBook, KnownContent } from "./content-book.ts";
import { slotOf, type ContentTopic, type TopicContent, type Wanted } from "./content-topics.ts";
import { isLeftAlone } from "./left-alone.ts";
import { connected, type ConnectedSource, type LiveSource, type LiveSources } from "./live-sources.ts";
import { waitAtMost } from "./patience.ts";
import type { CacheSlot } from "./person-cache.ts";
import { personSources } from "./person-sources.ts";
import type { AnnounceChange } from "./source-announcements.ts";
import { failureState, staleState, type SourceFailure } from "./source-outcomes.ts";

export type { TopicContent } from "./content-topics.ts";

/** What to read of a topic: which list of files, which term. */
export interface ContentRequest {
  readonly language: Language;
  readonly signal: AbortSignal;
  /** Longer than this nobody waits; what is known by then is given, or `loading`. */
  readonly waitMilliseconds: number;
  /** Such as `["recent"]` or `["search", term]`; part of the cache's key. */
  readonly params: readonly string[];
  /** What is younger than this is not asked for again; a watched source is kept young by its watch. */
  readonly freshMilliseconds?: number;
}

/** What is known of one source: content with its time, and what is to be said of it. */
export interface Gathered<Content> {
  readonly source: LiveSource;
  /** Null where nothing is known, or must not be shown. */
  readonly content: Content | null;
  readonly at: Date | null;
  readonly outcome: SourceState;
}

/** Personal content of tools: asked for once for all who wait, shown stale for up to 15 minutes, with its owner inside (S48). */
export interface PersonContent {
  /** All sources of this person with that topic, side by side; never throws for a source. */
  gather<T extends keyof TopicContent>(
    principal: Principal,
    topic: T,
    request: ContentRequest,
  ): Promise<readonly Gathered<TopicContent[T]>[]>;
  /** The sources of this person with that topic; makes no call. */
  sourcesOf(principal: Principal, topic: Topic): readonly LiveSource[];
  /** After a write: what is known of it is asked for anew at the next look, and the person's pages are told. */
  invalidate(principal: Principal, source: string, topics: readonly Topic[]): Promise<void>;
}

interface PersonContentOptions {
  readonly configuration: { current(): PublishedConfiguration };
  readonly sources: LiveSources;
  readonly book: ContentBook;
  /** Brings what a chat source has for the inbox. */
  readonly chat: ChatUpToDate;
  /** Tells the person's pages on all replicas; never throws. */
  readonly announce: AnnounceChange;
  /** Whether a loop keeps this list young here, so that what is in memory is new. */
  readonly isWatched: (principal: Principal, slot: CacheSlot) => boolean;
  readonly now: () => Date;
  readonly freshMilliseconds?: number;
  readonly slowMilliseconds?: number;
}

/** A page that asks twice within this time adds no call. */
const freshByDefault = 5000;

/** What a watch keeps young is given at once; whoever reads it after this time has it looked at meanwhile. */
const watchedMilliseconds = 10_000;

export function createPersonContent(options: PersonContentOptions): PersonContent {
  const sourcesOf = (principal: Principal, topic: Topic) => {
    const theirs = personSources(options.configuration.current().document, principal);
    return [...options.sources.all().values()].filter(
      ({ key, configured }) => theirs.has(key) && capabilitiesOf(configured.kind).includes(topic),
    );
  };
  return {
    sourcesOf,
    async gather(principal, topic, request) {
      const sources = sourcesOf(principal, topic);
      return Promise.all(sources.map(async (source) => gatherOne(options, principal, source, topic, request)));
    },
    async invalidate(principal, source, topics) {
      options.book.outdate(ownerDigest(principal.owner), source, topics);
      await options.announce(principal, source, topics);
    },
  };
}

async function gatherOne<T extends ContentTopic>(
  options: PersonContentOptions,
  principal: Principal,
  source: LiveSource,
  topic: T,
  request: ContentRequest,
): Promise<Gathered<TopicContent[T]>> {
  const ready = connected(source);
  if (ready === null) {
    const outcome = { state: "unavailable", since: source.since.toISOString() } as const;
    return { source, content: null, at: null, outcome };
  }
  const { connector } = ready.live.connection;
  const wanted: Wanted<T> = { topic, params: request.params, language: request.language };
  const known =
    topic === "notifications" && connector.notifications?.list === undefined && connector.chat !== undefined
      ? // The topic decides the type: here it is `notifications`.
        ((await fromChat(options, principal, ready, request)) as KnownContent<TopicContent[T]>)
      : await fromTool(options, principal, ready, wanted, request);
  return { source, ...shown(known, source, request.language, options.now()) };
}

async function fromTool<T extends ContentTopic>(
  options: PersonContentOptions,
  principal: Principal,
  source: ConnectedSource,
  wanted: Wanted<T>,
  request: ContentRequest,
): Promise<KnownContent<TopicContent[T]>> {
  const { book, isWatched, now, freshMilliseconds = freshByDefault } = options;
  const known = book.known(principal, source, wanted);
  const isKept = isWatched(principal, slotOf(source, wanted));
  if (known.failure !== null) {
    if (isLeftAlone(known.failure, now(), isKept)) return known;
  } else if (!known.isOutdated && known.at !== null) {
    const limit = isKept ? watchedMilliseconds : (request.freshMilliseconds ?? freshMilliseconds);
    if (now().getTime() - known.at.getTime() < limit) return known;
    if (isKept) {
      if (known.askingSince === null) void lookBehind(options, principal, source, wanted);
      return known;
    }
  }
  await renewed(options, principal, source, wanted, request);
  return book.known(principal, source, wanted);
}

/** Waits for the tool, but not longer than asked; whoever then has less than there is hears of it when it arrives. */
async function renewed(
  { book, announce }: PersonContentOptions,
  principal: Principal,
  source: ConnectedSource,
  wanted: Wanted,
  { waitMilliseconds, signal }: ContentRequest,
): Promise<void> {
  let isSettled = false;
  // What became of it is in the book; an abort means that the session is over.
  const renewal = book
    .renew(principal, source, wanted)
    .catch(() => undefined)
    .finally(() => (isSettled = true));
  await waitAtMost(renewal, waitMilliseconds, signal);
  if (isSettled) return;
  book.owe(principal, source, wanted, true);
  void renewal.then(() => {
    if (book.owe(principal, source, wanted, false)) void announce(principal, source.key, [wanted.topic]);
  });
}

/** Nobody waits for it; the person's pages are told when the tool is slow, away, or has something else. */
async function lookBehind(
  { book, announce, slowMilliseconds: patience = slowMilliseconds }: PersonContentOptions,
  principal: Principal,
  source: ConnectedSource,
  wanted: Wanted,
): Promise<void> {
  const textOf = () => JSON.stringify(book.known(principal, source, wanted).content);
  const before = textOf();
  let isSlow = false;
  const slow = setTimeout(() => {
    isSlow = true;
    void announce(principal, source.key, [wanted.topic]);
  }, patience);
  const isWell = await book.renew(principal, source, wanted).then(
    () => true,
    () => false,
  );
  clearTimeout(slow);
  if (isSlow || !isWell || textOf() !== before) await announce(principal, source.key, [wanted.topic]);
}

async function fromChat(
  { chat }: PersonContentOptions,
  principal: Principal,
  source: ConnectedSource,
  request: ContentRequest,
): Promise<KnownContent<NotificationList>> {
  const { view, failure, askingSince } = await chat.rooms(principal, source, request);
  if (view === null || (failure !== null && staleState(failure, view.at) === null)) {
    return { content: null, at: null, isOutdated: false, failure, askingSince };
  }
  const notifications = view.waiting ?? [];
  const content = { notifications, unread: notifications.length, isCapped: false, dropped: view.dropped };
  return { content, at: view.at, isOutdated: false, failure, askingSince };
}

function shown<Content extends { readonly dropped: number }>(
  known: KnownContent<Content>,
  source: LiveSource,
  language: Language,
  now: Date,
): Omit<Gathered<Content>, "source"> {
  const { content, at, failure, askingSince } = known;
  if (content !== null && at !== null) {
    return { content, at, outcome: contentState({ dropped: content.dropped, at, failure, askingSince }, now) };
  }
  if (failure !== null) return { content: null, at: null, outcome: failureState(failure, source, language) };
  return { content: null, at: null, outcome: { state: "loading", since: (askingSince ?? now).toISOString() } };
}

/** A tool that has not answered for this long is slow, and what is shown of it is from before. */
const slowMilliseconds = 800;

/** What is said of content that may be shown. */
export function contentState(
  {
    dropped,
    at,
    failure,
    askingSince,
  }: {
    readonly dropped: number;
    readonly at: Date;
    readonly failure: SourceFailure | null;
    readonly askingSince: Date | null;
  },
  now: Date,
): SourceState {
  const stale = failure === null ? null : staleState(failure, at);
  if (stale !== null) return stale;
  if (askingSince !== null && now.getTime() - askingSince.getTime() >= slowMilliseconds) {
    return { state: "stale", at: at.toISOString(), because: "timeout", since: askingSince.toISOString() };
  }
  return dropped > 0 ? { state: "degraded", at: at.toISOString(), dropped } : { state: "ok", at: at.toISOString() };
}
