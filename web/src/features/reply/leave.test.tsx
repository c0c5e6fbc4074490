import { expect, test, vi } from "vitest";
import { renderPart } from "#testing/render-portal.tsx";
import { replyOutboxOf } from "./reply-outboxes.ts";

// In a file of its own: the network of these tests lets go of a page that says that it is left, so that it has none here.
test("what still waits leaves with the page, by a request that outlives it", async () => {
  const { client } = await renderPart(<p>Start</p>);
  const fetched = vi.spyOn(globalThis, "fetch").mockResolvedValue(Response.json({ message: "$neu" }));
  const outbox = replyOutboxOf(client);
  outbox.submit({ room: "matrix:!a:example.org", name: "Aue", message: null, href: null }, "Ja");
  expect(fetched).not.toHaveBeenCalled();
  globalThis.dispatchEvent(new PageTransitionEvent("pagehide"));
  expect(fetched).toHaveBeenCalledOnce();
  const [address, request] = fetched.mock.calls[0] ?? [];
  expect(address).toBe("/api/chat/reply");
  expect(request).toMatchObject({ method: "POST", keepalive: true, credentials: "same-origin" });
  expect(request?.body).toContain('"text":"Ja"');
  await vi.waitFor(() => expect(outbox.get().replies[0]?.state).toBe("sent"), { timeout: 5000 });
});
