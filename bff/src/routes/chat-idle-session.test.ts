import { listChatRooms } from "@pforte/shared/contract/chat";
import { expect, test } from "vitest";
import { startChatPortal } from "../../test/chat-portal.ts";

test("a session that ends while nobody looks is signed out at the homeserver as well", async () => {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  await using world = await startChatPortal("jwt", { overrides: { now, sweepMilliseconds: 50 } });
  const { portal, matrix } = world;
  const [ines, tobias] = [await portal.as("ines"), await portal.as("tobias")];
  await ines.call(listChatRooms, { query: {} });
  ahead = 20 * 60_000;
  await tobias.call(listChatRooms, { query: {} });
  await tobias.get("/");
  expect(matrix.devices.of("@ines:localhost")).toHaveLength(1);

  ahead = 31 * 60_000;

  await expect.poll(() => matrix.devices.of("@ines:localhost"), { timeout: 5000 }).toEqual([]);
  expect(matrix.devices.of("@tobias:localhost")).toHaveLength(1);
  expect((await tobias.send("GET", "/api/session")).status).toBe(200);
  expect((await ines.send("GET", "/api/session")).status).toBe(401);
});
