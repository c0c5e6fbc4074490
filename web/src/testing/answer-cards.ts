import { readCards, type Card } from "@pforte/shared/contract/cards";
import type { ChatRooms } from "@pforte/shared/contract/chat";
import { someCards, type Cards } from "@pforte/shared/testing/some-cards";
import { network, reply } from "./server.ts";

/** What the page asked for, in order. */
export interface AskedCards {
  /** Each request as `inbox,chat`, with `!` where it was patient. */
  readonly requests: readonly string[];
  readonly count: () => number;
}

/** Answers the cards that are asked for from these values, the last of them for good; a card that no value has is empty. */
export function answerCards(...values: readonly (Partial<Cards> | Response)[]): AskedCards {
  const requests: string[] = [];
  network.use(
    reply(readCards, (request) => {
      const { searchParams } = new URL(request.url);
      const names = searchParams.get("cards") ?? "";
      const value = values[Math.min(requests.length, values.length - 1)] ?? {};
      requests.push(searchParams.get("patient") === "true" ? `${names}!` : names);
      return value instanceof Response ? value.clone() : only(names, someCards(value));
    }),
  );
  return { requests, count: () => requests.length };
}

/** Only these cards of a reply, as the portal answers. */
export function only(names: string, cards: Cards): Cards {
  const wanted = new Set(names.split(","));
  // The names of the reply are those of the cards.
  return Object.fromEntries(Object.entries(cards).filter(([name]) => wanted.has(name as Card)));
}

/** Answers the cards with these rooms, one after the other. */
export function answerRooms(...values: readonly (ChatRooms | Response)[]): AskedCards {
  return answerCards(...values.map((value) => (value instanceof Response ? value : { chat: value })));
}
