import { listChatRooms } from "@pforte/shared/contract/chat";
import { aHome } from "@pforte/shared/testing/a-home";
import { aMessage, aRoom, someChatRooms } from "@pforte/shared/testing/some-chat";
import { expect, test } from "vitest";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { renderPart } from "#testing/render-portal.tsx";
import { network, reply } from "#testing/server.ts";
import { ChatCard } from "./chat-card.tsx";

test("shows rooms with who said what and when, and what is unread", async () => {
  network.use(
    reply(
      listChatRooms,
      someChatRooms({
        rooms: [aRoom({ unread: 2, highlights: 1 }), aRoom({ name: "Paul Zierau", isDirect: true, unread: 1 })],
      }),
    ),
  );
  const page = await renderPart(<ChatCard home={aHome()} />);
  await expect.element(page.getByRole("heading", { name: "Chat" })).toBeVisible();
  await expect.element(page.getByRole("link", { name: "Ungelesen: Referat 42 – Wasserrecht" })).toBeVisible();
  await expectNoBarriers(page.container);
});
