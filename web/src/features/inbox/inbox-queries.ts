import { readInbox } from "@pforte/shared/contract/inbox";
import { queryOptions } from "@tanstack/react-query";
import { call } from "#api/call.ts";

export const inboxViews = ["open", "later", "history"] as const;
/** Which part of the inbox is looked at. */
export type InboxPart = (typeof inboxViews)[number];

/** What the view shows at most; more than that nobody reads from top to bottom. */
const mostItems = 500;

/** What the full view reads. */
export const inboxQueries = {
  all: () => ["inbox"] as const,
  part: (view: InboxPart) =>
    queryOptions({
      queryKey: [...inboxQueries.all(), view] as const,
      queryFn: ({ signal }) => call(readInbox, { query: { view, limit: mostItems } }, signal),
    }),
};
