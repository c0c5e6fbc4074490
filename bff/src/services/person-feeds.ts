import { randomUUID } from "node:crypto";
import type { Log } from "#log.ts";
import type { Bus, BusMessage } from "#storage/ports/bus.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { ReplayStore } from "#storage/ports/replay-store.ts";
import { ChatRoomsOfPerson } from "./chat-rooms-of-person.ts";
import { type ChatReplyService, createChatReply } from "./chat-reply.ts";
import { createChatUpToDate } from "./chat-up-to-date.ts";
import { createChat, type ChatService } from "./chat.ts";
import { ContentBook } from "./content-book.ts";
import { ContentWatch } from "./content-watch.ts";
import type { LiveSources } from "./live-sources.ts";
import type { PersonCache } from "./person-cache.ts";
import { createPersonContent, type PersonContent } from "./person-content.ts";
import { createAnnounceChange } from "./source-announcements.ts";
import type { ToolCalls } from "./tool-calls.ts";
import type { WatchTimes } from "./watch-pace.ts";

/** For tests that cannot wait as long as a portal does. */
export interface FeedPace {
  readonly waitSeconds?: number;
  readonly graceMilliseconds?: number;
  readonly times?: Partial<WatchTimes>;
  /** What is younger than this is not asked for again, where nobody watches. */
  readonly freshMilliseconds?: number;
}

interface PersonFeedsOptions {
  readonly configuration: { current(): PublishedConfiguration };
  readonly sources: LiveSources;
  readonly cache: PersonCache;
  readonly calls: ToolCalls;
  readonly storage: { readonly bus: Bus; readonly replays: Pick<ReplayStore, "claim"> };
  readonly now: () => Date;
  readonly log: Log;
  readonly pace?: FeedPace | undefined;
}

/** What people's tools bring, kept young while somebody looks. */
export interface PersonFeeds {
  readonly chat: ChatService;
  readonly replies: ChatReplyService;
  readonly content: PersonContent;
  readonly watch: ContentWatch;
  close(): void;
}

/** A version is in force here a moment after it was announced. */
const configurationDelayMilliseconds = 1000;
const allTopics = ["notifications", "files", "work", "chat"] as const;

export function createPersonFeeds(options: PersonFeedsOptions): PersonFeeds {
  const { configuration, sources, cache, calls, now, log, pace } = options;
  const { bus, replays } = options.storage;
  const replica = randomUUID();
  const announce = createAnnounceChange({ bus, replica, log });
  const rooms = new ChatRoomsOfPerson({ cache, calls, now, log });
  const book = new ContentBook({ cache, calls, now, log });
  const watch = new ContentWatch({ configuration, sources, rooms, book, calls, announce, log, ...pace });
  const upToDate = createChatUpToDate({
    rooms,
    isWatched: (principal, source) => watch.isChatWatched(principal, source),
    ...(pace?.freshMilliseconds !== undefined && { freshMilliseconds: pace.freshMilliseconds }),
    onLate: (principal, source) => void announce(principal, source, ["chat", "notifications"]),
    now,
  });
  const content = createPersonContent({
    configuration,
    sources,
    book,
    chat: upToDate,
    announce,
    ...(pace?.freshMilliseconds !== undefined && { freshMilliseconds: pace.freshMilliseconds }),
    isWatched: (principal, slot) => watch.isListWatched(principal, slot),
    now,
  });
  const replies = createChatReply({ content, calls, replays, poke: (principal) => watch.poke(principal), now });
  const hear = (message: BusMessage) => {
    if (message.type === "session_ended") {
      watch.endSession(message.sessionHash);
      book.endSession(message.sessionHash);
      upToDate.endSession(message.sessionHash);
      replies.endSession(message.sessionHash);
      cache.endSession(message.sessionHash);
    }
    // What this process announced itself it knows already.
    if (message.type === "source_changed" && message.replica !== replica) {
      book.outdate(message.owner, message.source, message.topics ?? allTopics);
    }
    if (message.type === "configuration_published") {
      setTimeout(() => watch.reconfigure(), configurationDelayMilliseconds).unref();
    }
  };
  const stopListening = bus.subscribe(hear);
  return {
    chat: createChat({ configuration, sources, rooms: upToDate, now }),
    replies,
    content,
    watch,
    close() {
      stopListening();
      watch.close();
      upToDate.close();
      replies.close();
      book.close();
    },
  };
}
