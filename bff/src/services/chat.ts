import type { ChatRoom, ChatRooms } from "@pforte/shared/contract/chat";
import { localize, type Language } from "@pforte/shared/contract/localized";
import type { SourceState } from "@pforte/shared/contract/source-outcome";
import { capabilitiesOf } from "#connectors/registry.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { Principal } from "#storage/principal.ts";
import type { ChatRoomsOfPerson, KnownRooms } from "./chat-rooms-of-person.ts";
import { withDeadline } from "#upstream/deadline.ts";
import { connected, type ConnectedSource, type LiveSource, type LiveSources } from "./live-sources.ts";
import { personSources } from "./person-sources.ts";
import { failureState, staleState, type SourceFailure } from "./source-outcomes.ts";

/** The rooms of a person over all chat sources. */
export interface ChatService {
  rooms(
    principal: Principal,
    options: { readonly limit: number; readonly language: Language; readonly signal: AbortSignal },
  ): Promise<ChatRooms>;
}

interface ChatOptions {
  readonly configuration: { current(): PublishedConfiguration };
  readonly sources: LiveSources;
  readonly rooms: ChatRoomsOfPerson;
  /** Whether a loop keeps this person's source up to date here, so that what is in memory is new. */
  readonly isWatched: (principal: Principal, source: string) => boolean;
  readonly now: () => Date;
}

/** What was read a moment ago is new enough for a page that asks twice. */
const freshMilliseconds = 2000;

/** A page is told that a source is slow before its own request runs into a deadline. */
const longestWaitMilliseconds = 6000;

/** Sources with rooms that belong on this person's page. */
export function chatSources(
  sources: LiveSources,
  document: PublishedConfiguration["document"],
  principal: Principal,
): LiveSource[] {
  const theirs = personSources(document, principal);
  return [...sources.all().values()].filter(
    (source) => theirs.has(source.key) && capabilitiesOf(source.configured.kind).includes("chat"),
  );
}

export function createChat(options: ChatOptions): ChatService {
  return {
    async rooms(principal, { limit, language, signal }) {
      const { document } = options.configuration.current();
      const sources = chatSources(options.sources, document, principal);
      const gathered = await Promise.all(sources.map((source) => gather(options, principal, source, language, signal)));
      return {
        rooms: gathered
          .flatMap((each) => each.rooms)
          .sort(byNewest)
          .slice(0, limit),
        counts: gathered.map(({ source, rooms, isKnown }) => ({
          source: source.key,
          unread: isKnown ? sum(rooms, (room) => room.unread) : null,
          highlights: isKnown ? sum(rooms, (room) => room.highlights) : null,
        })),
        sources: gathered.map(({ source, outcome }) => ({
          source: source.key,
          name: localize(source.configured.name, language),
          outcome,
        })),
      };
    },
  };
}

type KnownRoom = NonNullable<KnownRooms["view"]>["rooms"][number];

interface Gathered {
  readonly source: LiveSource;
  readonly rooms: readonly ChatRoom[];
  /** False where nothing is known, which is not the same as nothing there. */
  readonly isKnown: boolean;
  readonly outcome: SourceState;
}

/** A connector speaks native ids; across sources they must differ. */
function stamped(room: KnownRoom, source: string): ChatRoom {
  return { ...room, id: `${source}:${room.id}`, source };
}

async function gather(
  options: ChatOptions,
  principal: Principal,
  source: LiveSource,
  language: Language,
  signal: AbortSignal,
): Promise<Gathered> {
  const ready = connected(source);
  if (ready === null) {
    return { source, rooms: [], isKnown: false, outcome: { state: "unavailable", since: source.since.toISOString() } };
  }
  const { view, failure } = await bringUpToDate(options, principal, ready, signal);
  const state = view === null ? null : viewState(view, failure);
  if (view !== null && state !== null) {
    const rooms = view.rooms.map((room) => stamped(room, source.key));
    return { source, rooms, isKnown: true, outcome: state };
  }
  const at = options.now();
  const known = failure ?? {
    error: new UpstreamError("unavailable", "Nothing is known of the source."),
    since: at,
    at,
  };
  return { source, rooms: [], isKnown: false, outcome: failureState(known, source, language) };
}

async function bringUpToDate(
  options: ChatOptions,
  principal: Principal,
  source: ConnectedSource,
  signal: AbortSignal,
): Promise<KnownRooms> {
  const known = options.rooms.known(principal, source);
  const isWatched = options.isWatched(principal, source.key);
  const isFresh = known.view !== null && options.now().getTime() - known.view.at.getTime() < freshMilliseconds;
  const isLeftToTheLoop = isWatched && known.failure !== null && mayWait(known.failure, options.now());
  if (known.failure === null ? known.view !== null && (isWatched || isFresh) : isLeftToTheLoop) return known;
  try {
    await withDeadline(longestWaitMilliseconds, signal, async (either) =>
      options.rooms.refresh(principal, source, 0, either),
    );
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
  }
  return options.rooms.known(principal, source);
}

/**
 * While a loop watches, it is the one that asks and that backs off; a page that reloads adds no call. But its pause may
 * be long: a person who asks after the failure is no longer new is answered by a call, unless the tool asked for the
 * pause. A sign-in at the tool is looked for each time, because that costs the tool nothing.
 */
function mayWait({ error, at }: SourceFailure, now: Date): boolean {
  if (error.code === "needs_sign_in") return false;
  return error.reason === "rate_limited" || now.getTime() - at.getTime() < freshMilliseconds;
}

function viewState(view: NonNullable<KnownRooms["view"]>, failure: SourceFailure | null): SourceState | null {
  if (failure !== null) return staleState(failure, view.at);
  const at = view.at.toISOString();
  return view.dropped > 0 ? { state: "degraded", at, dropped: view.dropped } : { state: "ok", at };
}

const sum = (rooms: readonly ChatRoom[], count: (room: ChatRoom) => number) =>
  rooms.reduce((total, room) => total + count(room), 0);

function byNewest(one: ChatRoom, other: ChatRoom): number {
  if (one.isInvitation !== other.isInvitation) return one.isInvitation ? -1 : 1;
  return (other.lastMessage?.at ?? "").localeCompare(one.lastMessage?.at ?? "");
}
