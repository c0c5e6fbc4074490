import { actOnInbox, readInbox, undoInboxActs, type Inbox, type InboxActRequest } from "@pforte/shared/contract/inbox";
import type { IntentOutcome } from "@pforte/shared/contract/inbox";
import { network, reply } from "./server.ts";

/** What the page asked of the inbox. */
export interface AskedInbox {
  readonly reads: readonly string[];
  readonly acts: readonly InboxActRequest[];
  readonly undone: readonly string[];
}

/** Answers the inbox with what this gives at each read; acts get this outcome or this response. */
export function answerInbox(
  inbox: (view: string) => Inbox | Response,
  outcome: () => IntentOutcome["state"] | Response = () => "applied",
): AskedInbox {
  const reads: string[] = [];
  const acts: InboxActRequest[] = [];
  const undone: string[] = [];
  network.use(
    reply(readInbox, (request) => {
      const view = new URL(request.url).searchParams.get("view") ?? "open";
      reads.push(view);
      return inbox(view);
    }),
    reply(actOnInbox, async (request) => {
      const { acts: asked } = actOnInbox.body.parse(await request.json());
      const state = outcome();
      if (state instanceof Response) {
        return state.clone();
      }
      acts.push(...asked);
      return { outcomes: asked.map(({ id }) => ({ id, state })) };
    }),
    reply(undoInboxActs, async (request) => {
      const { acts: ids } = undoInboxActs.body.parse(await request.json());
      undone.push(...ids);
      return { outcomes: ids.map((id) => ({ id, state: "undone" as const })) };
    }),
  );
  return { reads, acts, undone };
}
