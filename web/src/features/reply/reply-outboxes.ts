import { replyInChat } from "@pforte/shared/contract/chat";
import { call } from "#api/call.ts";
import type { PortalClient } from "#api/portal-client.tsx";
import { announce } from "#ui/announcer.tsx";
import { replyDeskOf } from "./reply-desk.ts";
import { ReplyOutbox } from "./reply-outbox.ts";

const outboxes = new WeakMap<PortalClient, ReplyOutbox>();

/** One per page: what is on its way goes on while another view is looked at, and when the page is left. */
export function replyOutboxOf(client: PortalClient): ReplyOutbox {
  const known = outboxes.get(client);
  if (known !== undefined) {
    return known;
  }
  const desk = replyDeskOf(client);
  const outbox = new ReplyOutbox({
    send: (body) => call(replyInChat, { body }, undefined, { keepalive: true }),
    onSignedOut: () => client.session.pause(),
    now: client.now,
  });
  outbox.subscribe(() => desk.setBusy(new Map(outbox.get().replies.map(({ request, to }) => [request.room, to]))));
  globalThis.addEventListener("pagehide", () => outbox.flush());
  client.session.subscribe(() => {
    if (client.session.get().kind === "left") {
      // What the person sent is theirs to have sent; nothing of it stays for whoever comes next (S52).
      outbox.flush();
      outbox.clear();
      desk.clear();
      announce("");
    }
  });
  outboxes.set(client, outbox);
  return outbox;
}
