import { listChatRooms } from "@pforte/shared/contract/chat";
import type { FastifyInstance } from "fastify";
import type { ChatService } from "#services/chat.ts";
import { serve } from "./serve.ts";

/** The rooms of all chat sources of the signed-in person. */
export function registerChatRoutes(app: FastifyInstance, { chat }: { readonly chat: ChatService }): void {
  serve(app, listChatRooms, async ({ query, signedIn, language, signal }) =>
    chat.rooms(signedIn.principal, { limit: query.limit, language, signal }),
  );
}
