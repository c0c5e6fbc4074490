import type { ChatRoom, ChatRooms } from "@pforte/shared/contract/chat";
import { localize } from "@pforte/shared/contract/localized";
import type { SourceState } from "@pforte/shared/contract/source-outcome";
import { capabilitiesOf } from "#connectors/registry.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { Principal } from "#storage/principal.ts";
import type { KnownRooms } from "./chat-rooms-of-person.ts";
import type { ChatRequest, ChatUpToDate } from "./chat-up-to-date.ts";
import { connected, type LiveSource, type LiveSources } from "./live-sources.ts";
import { personSources } from "./person-sources.ts";
import { contentState } from "./person-content.ts";
import { failureState, staleState } from "./source-outcomes.ts";

/** The rooms of a person over all chat sources. */
export interface ChatService {
  rooms(
    principal: Principal,
    options: Omit<ChatRequest, "waitMilliseconds"> & { readonly limit: number; readonly waitMilliseconds?: number },
  ): Promise<ChatRooms>;
}

interface ChatOptions {
  readonly configuration: { current(): PublishedConfiguration };
  readonly sources: LiveSources;
  readonly rooms: ChatUpToDate;
  readonly now: () => Date;
}

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
    async rooms(principal, { limit, waitMilliseconds = longestWaitMilliseconds, ...rest }) {
      const request = { ...rest, waitMilliseconds };
      const { language } = request;
      const { document } = options.configuration.current();
      const sources = chatSources(options.sources, document, principal);
      const gathered = await Promise.all(sources.map((source) => gather(options, principal, source, request)));
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
  request: ChatRequest,
): Promise<Gathered> {
  const nothing = { source, rooms: [], isKnown: false } as const;
  const ready = connected(source);
  if (ready === null) return { ...nothing, outcome: { state: "unavailable", since: source.since.toISOString() } };
  const { view, failure, askingSince } = await options.rooms.rooms(principal, ready, request);
  if (view !== null && (failure === null || staleState(failure, view.at) !== null)) {
    const rooms = view.rooms.map((room) => stamped(room, source.key));
    return { source, rooms, isKnown: true, outcome: contentState({ ...view, failure, askingSince }, options.now()) };
  }
  if (failure !== null) return { ...nothing, outcome: failureState(failure, source, request.language) };
  return { ...nothing, outcome: { state: "loading", since: (askingSince ?? options.now()).toISOString() } };
}

const sum = (rooms: readonly ChatRoom[], count: (room: ChatRoom) => number) =>
  rooms.reduce((total, room) => total + count(room), 0);

function byNewest(one: ChatRoom, other: ChatRoom): number {
  if (one.isInvitation !== other.isInvitation) return one.isInvitation ? -1 : 1;
  return (other.lastMessage?.at ?? "").localeCompare(one.lastMessage?.at ?? "");
}
