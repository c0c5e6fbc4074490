import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startSourcesWorld } from "../../test/sources-world.ts";

type World = Awaited<ReturnType<typeof startSourcesWorld>>;

describe("rooms of a person by an exchanged token", () => {
  let world: World;

  beforeEach(async () => {
    world = await startSourcesWorld();
  });

  afterEach(async () => world[Symbol.asyncDispose]());

  test("shows each person their own rooms with unread counts, mentions and the last message", async () => {
    const { homeserver } = world.matrix;
    const room = homeserver.createRoom({ name: "Referat 42", members: ["ines", "tobias", "deniz"] });
    const secret = homeserver.createRoom({ name: "Nur Tobias", members: ["tobias", "deniz"] });
    homeserver.say(room, "deniz", "Guten Morgen", { mentions: ["ines"] });
    homeserver.say(secret, "deniz", "Nur für Sie");
    const [ines, tobias] = [await world.signIn("ines"), await world.signIn("tobias")];
    const [hers, his] = [await world.rooms(ines), await world.rooms(tobias)];
    expect(hers.sources).toMatchObject([{ source: "chat", name: "Chat", outcome: { state: "ok" } }]);
    expect(hers.rooms).toHaveLength(1);
    expect(hers.rooms[0]).toMatchObject({
      id: `chat:${room}`,
      source: "chat",
      name: "Referat 42",
      unread: 1,
      highlights: 1,
      lastMessage: { text: "Guten Morgen", sender: "deniz", own: false, kind: "text" },
      href: `https://chat.example.org/#/room/${encodeURIComponent(room)}`,
    });
    expect(hers.counts).toEqual([{ source: "chat", unread: 1, highlights: 1 }]);
    expect(his.rooms.map((each) => each.name).sort()).toEqual(["Nur Tobias", "Referat 42"]);
    expect(his.counts).toEqual([{ source: "chat", unread: 2, highlights: 0 }]);
  });
});
