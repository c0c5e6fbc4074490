import { listChatRooms, readChatAccounts } from "@pforte/shared/contract/chat";
import type { FastifyInstance } from "fastify";
import type { ChatAccountsService } from "#services/chat-accounts.ts";
import type { ChatService } from "#services/chat.ts";
import { serve } from "./serve.ts";

interface ChatRoutesOptions {
  readonly chat: ChatService;
  readonly accounts: ChatAccountsService;
}

/** The rooms of all chat sources of the signed-in person, and their accounts there. */
export function registerChatRoutes(app: FastifyInstance, { chat, accounts }: ChatRoutesOptions): void {
  serve(app, listChatRooms, async ({ query, signedIn, language, signal }) =>
    chat.rooms(signedIn.principal, { limit: query.limit, language, signal }),
  );
  serve(app, readChatAccounts, async ({ signedIn, language, signal }) =>
    accounts.accounts(signedIn.principal, { language, signal }),
  );
}
