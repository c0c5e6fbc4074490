import { listChatRooms, type ChatRooms } from "@pforte/shared/contract/chat";
import { network, reply } from "./server.ts";

/** Answers the rooms with these values, the last of them for good, and counts how often it was asked. */
export function answerRooms(...values: readonly (ChatRooms | Response)[]): { readonly count: () => number } {
  let asked = 0;
  network.use(
    reply(listChatRooms, () => {
      const value = values[Math.min(asked, values.length - 1)];
      asked += 1;
      if (value === undefined) {
        throw new Error("The test has no answer.");
      }
      return value instanceof Response ? value.clone() : value;
    }),
  );
  return { count: () => asked };
}
