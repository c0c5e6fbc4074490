import { listChatRooms } from "@pforte/shared/contract/chat";
import { expect, test } from "vitest";
import { startChatPortal } from "../../test/chat-portal.ts";

test("a homeserver far away that is silent costs nobody the chat at their own", async () => {
  const limits = { totalMilliseconds: 300, headersMilliseconds: 200, breakerCalls: 4 };
  await using world = await startChatPortal("jwt", { overrides: { pace: { limits } } });
  const [ines, tobias] = [await world.portal.as("ines"), await world.portal.as("tobias")];
  world.matrix.intercept((seen) => decodeURIComponent(seen.path).includes(":far.example"));
  const profile = (server: string) =>
    ines.send("GET", `/api/chat/matrix/chat/_matrix/client/v3/profile/${encodeURIComponent(`@tobias:${server}`)}`);
  for (let round = 0; round < 8; round += 1) expect((await profile("far.example")).status).toBe(503);
  expect((await profile("localhost")).status).toBe(200);
  expect((await tobias.call(listChatRooms, { query: {} })).sources[0]?.outcome.state).toBe("ok");
});
