import type { Language } from "@pforte/shared/contract/localized";
import type { Principal } from "#storage/principal.ts";
import type { ChatRoomsOfPerson, KnownRooms } from "./chat-rooms-of-person.ts";
import { isLeftAlone } from "./left-alone.ts";
import type { ConnectedSource } from "./live-sources.ts";
import { waitAtMost } from "./patience.ts";
import { SessionWork } from "./session-work.ts";

/** How long a caller waits for rooms, and in which language a tool would write. */
export interface ChatRequest {
  readonly language: Language;
  readonly signal: AbortSignal;
  readonly waitMilliseconds: number;
}

/** A person's rooms at one source, brought up to date first where nobody else does it. */
export interface ChatUpToDate {
  rooms(principal: Principal, source: ConnectedSource, request: ChatRequest): Promise<KnownRooms>;
  endSession(sessionHash: string): void;
  close(): void;
}

interface ChatUpToDateOptions {
  readonly rooms: ChatRoomsOfPerson;
  /** Whether a loop keeps this person's source up to date here, so that what is in memory is new. */
  readonly isWatched: (principal: Principal, source: string) => boolean;
  /** Called when an answer came after somebody had stopped waiting for it. */
  readonly onLate: (principal: Principal, source: string) => void;
  readonly now: () => Date;
  readonly freshMilliseconds?: number;
}

/** What was read a moment ago is new enough for a page that asks twice. */
const freshByDefault = 2000;

export function createChatUpToDate(options: ChatUpToDateOptions): ChatUpToDate {
  const { rooms, isWatched, onLate, now, freshMilliseconds = freshByDefault } = options;
  const work = new SessionWork();
  return {
    async rooms(principal, source, { language, signal, waitMilliseconds }) {
      const known = rooms.known(principal, source);
      const isKept = isWatched(principal, source.key);
      const isFresh = known.view !== null && now().getTime() - known.view.at.getTime() < freshMilliseconds;
      const isNew = known.view !== null && (isKept || isFresh);
      if (known.failure === null ? isNew : isLeftAlone(known.failure, now(), isKept)) return known;
      let isSettled = false;
      // A failure of the tool is remembered with the rooms; an abort means that the session is over.
      const refresh = work
        .run(principal.sessionHash, async (either) => rooms.refresh(principal, source, 0, either, language))
        .catch(() => undefined)
        .finally(() => (isSettled = true));
      await waitAtMost(refresh, waitMilliseconds, signal);
      if (!isSettled) void refresh.then(() => onLate(principal, source.key));
      return rooms.known(principal, source);
    },
    endSession: (sessionHash) => work.endSession(sessionHash),
    close: () => work.close(),
  };
}
