import { replyInChat } from "@pforte/shared/contract/chat";
import { expect, test, vi } from "vitest";
import { renderPart } from "#testing/render-portal.tsx";
import { network, reply } from "#testing/server.ts";
import { replyOutboxOf } from "./reply-outboxes.ts";

// In a file of its own: the network of these tests lets go of a page that says that it is left.
test("what still waits leaves with the page, by a request that outlives it", async () => {
  const kept: boolean[] = [];
  network.use(
    reply(replyInChat, (request) => {
      kept.push(request.keepalive);
      return { message: "$neu" };
    }),
  );
  const { client } = await renderPart(<p>Start</p>);
  const fetched = vi.spyOn(globalThis, "fetch");
  const outbox = replyOutboxOf(client);
  outbox.submit({ room: "matrix:!a:example.org", name: "Aue", message: null, href: null }, "Ja");
  expect(fetched).not.toHaveBeenCalled();
  globalThis.dispatchEvent(new PageTransitionEvent("pagehide"));
  expect(fetched).toHaveBeenCalledOnce();
  expect(fetched.mock.calls[0]?.[1]).toMatchObject({ method: "POST", keepalive: true, credentials: "same-origin" });
  await vi.waitFor(() => expect(outbox.get().replies[0]?.state).toBe("sent"));
  expect(kept).toHaveLength(1);
});
