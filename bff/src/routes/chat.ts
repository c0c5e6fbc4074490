import { listChatRooms, readChatAccounts, replyInChat } from "@pforte/shared/contract/chat";
import type { FastifyInstance } from "fastify";
import { PortalError } from "#plugins/portal-error.ts";
import type { ChatAccountsService } from "#services/chat-accounts.ts";
import type { ChatReplyService } from "#services/chat-reply.ts";
import type { ChatService } from "#services/chat.ts";
import { serve } from "./serve.ts";
import { toolFailure } from "./tool-failure.ts";

interface ChatRoutesOptions {
  readonly chat: ChatService;
  readonly accounts: ChatAccountsService;
  readonly replies: ChatReplyService;
}

/** The rooms of all chat sources of the signed-in person, their accounts there, and short answers into rooms. */
export function registerChatRoutes(app: FastifyInstance, { chat, accounts, replies }: ChatRoutesOptions): void {
  serve(app, listChatRooms, async ({ query, signedIn, language, signal }) =>
    chat.rooms(signedIn.principal, { limit: query.limit, language, signal }),
  );
  serve(app, readChatAccounts, async ({ signedIn, language, signal }) =>
    accounts.accounts(signedIn.principal, { language, signal }),
  );
  serve(app, replyInChat, async ({ body, signedIn, language, signal }) => {
    const [source = ""] = body.room.split(":", 1);
    const reply = await replies.reply(signedIn.principal, body, { language, signal }).catch((error: unknown) => {
      throw toolFailure(error, source);
    });
    if (reply === null) throw new PortalError("not_found", { message: "There is no such room." });
    return reply;
  });
}
