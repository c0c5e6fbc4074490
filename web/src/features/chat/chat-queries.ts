import { listChatRooms } from "@pforte/shared/contract/chat";
import { queryOptions } from "@tanstack/react-query";
import { call } from "#api/call.ts";

/** Rooms on the start page; the card keeps room for this many. */
export const roomsOnHome = 5;

/** What the page reads of the chat. */
export const chatQueries = {
  all: () => ["chat"] as const,
  /** The newest rooms with the counts of all; one query feeds the card and every badge. */
  rooms: () =>
    queryOptions({
      queryKey: [...chatQueries.all(), "rooms"] as const,
      queryFn: ({ signal }) => call(listChatRooms, { query: { limit: roomsOnHome } }, signal),
    }),
};
