import { listChatRooms } from "@pforte/shared/contract/chat";
import { readHome } from "@pforte/shared/contract/home";
import { describe, expect, test } from "vitest";
import { startChatPortal } from "../../test/chat-portal.ts";

describe("the rooms of the signed-in person", () => {
  test("come from a homeserver that was configured a moment ago, with the person's own rights, and go with the sign-out", async () => {
    await using world = await startChatPortal("jwt");
    const { portal, matrix } = world;
    const room = matrix.homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
    matrix.homeserver.say(room, "deniz", "Guten Morgen", { mentions: ["ines"] });
    const [ines, tobias] = [await portal.as("ines"), await portal.as("tobias")];
    expect((await ines.call(readHome)).sources).toEqual([
      { key: "chat", name: "Chat", capabilities: ["notifications", "chat"] },
    ]);
    const hers = await ines.call(listChatRooms, { query: {} });
    expect(hers.sources).toMatchObject([{ source: "chat", outcome: { state: "ok" } }]);
    const { payload } = await portal.portal.ops.inject("/metrics");
    expect(payload).toContain("pforte_isolation_violations 0");
    expect(hers.rooms).toMatchObject([{ name: "Referat 42", unread: 1, highlights: 1 }]);
    expect((await tobias.call(listChatRooms, { query: {} })).rooms).toEqual([]);
    const signOut = await ines.send("POST", "/auth/logout", {
      body: "",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
      },
    });
    expect(signOut.status).toBe(303);
    await expect.poll(() => matrix.devices.of("@ines:localhost")).toEqual([]);
    expect(matrix.devices.of("@tobias:localhost")).toHaveLength(1);
    for (const canary of ["Guten Morgen", "Referat 42", "syt_", "eyJ"])
      expect(portal.logLines.join("")).not.toContain(canary);
  });

  test("are nobody's without a session", async () => {
    await using world = await startChatPortal("jwt");
    const response = await world.portal.nobody.send("GET", "/api/chat/rooms");
    expect(response.status).toBe(401);
    expect(world.matrix.requests.filter((seen) => seen.headers["authorization"] !== undefined)).toEqual([]);
  });

  test("are limited by what was asked for, within bounds", async () => {
    await using world = await startChatPortal("jwt");
    for (const name of ["A", "B", "C"]) world.matrix.homeserver.createRoom({ name, members: ["ines", "deniz"] });
    const ines = await world.portal.as("ines");
    expect((await ines.call(listChatRooms, { query: { limit: "2" } })).rooms).toHaveLength(2);
    for (const query of ["limit=0", "limit=101", "limit=x", "limt=2"]) {
      expect((await ines.send("GET", `/api/chat/rooms?${query}`)).status).toBe(400);
    }
  });
});
