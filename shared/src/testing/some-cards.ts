import { readCards } from "../contract/cards.ts";
import type { CallReply } from "../contract/endpoint.ts";
import type { Home } from "../contract/home.ts";
import { anInbox } from "./an-inbox.ts";
import { someChatRooms } from "./some-chat.ts";
import { someFiles } from "./some-files.ts";
import { someWork } from "./some-work.ts";

export type Cards = CallReply<typeof readCards>;

/** Sources that feed every card. */
export const everySource: Home["sources"] = [
  { key: "files", name: "Dateien", capabilities: ["notifications", "files"] },
  { key: "projects", name: "Projekte", capabilities: ["notifications", "work"] },
  { key: "matrix", name: "Chat", capabilities: ["notifications", "chat"] },
];

/** What the cards' endpoint answers: all cards, empty unless said otherwise. */
export function someCards(some: Partial<Cards> = {}): Cards {
  return readCards.reply.parse({
    inbox: anInbox(),
    work: someWork(),
    files: someFiles(),
    chat: someChatRooms(),
    ...some,
  });
}
