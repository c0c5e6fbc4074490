import { readChatAccounts } from "@pforte/shared/contract/chat";
import { queryOptions } from "@tanstack/react-query";
import { call } from "./call.ts";

/** The person's accounts at all chat sources; asked for when the chat is opened, and again when one of them fails. */
export const chatAccountsQuery = queryOptions({
  queryKey: ["chat", "accounts"],
  queryFn: ({ signal }) => call(readChatAccounts, {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});
