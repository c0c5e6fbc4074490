import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { chatContent } from "./chat-content.ts";
import { unitRoom } from "./matrix-demo-unit.ts";
import { type MatrixStandIn, startMatrixStandIn } from "./matrix-stand-in.ts";

describe("the chat of the demo world", () => {
  let matrix: MatrixStandIn;
  let token: string;

  beforeEach(async () => {
    matrix = await startMatrixStandIn({ issuer: null, demo: true });
    token = matrix.devices.signIn("@ines:localhost", "DEMO", "Demo", false, null).access_token;
  });
  afterEach(async () => matrix.close());

  const get = async (path: string) => {
    const response = await fetch(`${matrix.address}/_matrix/client/v3${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return response.json();
  };
  const unsignedSchema = z.record(z.string(), z.unknown()).optional();
  const eventSchema = z.object({ type: z.string(), origin_server_ts: z.number(), unsigned: unsignedSchema });
  const chunkSchema = z.object({ chunk: z.array(z.looseObject(eventSchema.shape)) });
  const syncSchema = z.object({
    rooms: z.object({
      join: z.record(z.string(), z.looseObject({ unread_notifications: z.unknown() })),
      invite: z.record(z.string(), z.unknown()),
    }),
    account_data: z.object({
      events: z.array(z.object({ type: z.string(), content: z.record(z.string(), z.unknown()) })),
    }),
  });
  const visit = (path: string) => ({
    username: "ines",
    language: "de" as const,
    url: new URL(path, "http://localhost"),
  });
  const act = (form: Record<string, string>) =>
    chatContent(matrix.homeserver).act(visit("/act"), new URLSearchParams({ room: unitRoom, ...form }));
  const unit = () => matrix.homeserver.rooms.get(unitRoom);

  test("has a lively room with a past, a direct one, an encrypted one, a silent one and an invitation", async () => {
    const { rooms, account_data: data } = syncSchema.parse(await get("/sync"));
    const names = Object.values(rooms.join).map((room) => JSON.stringify(room));
    for (const name of ["Referat 42 – Wasserrecht", "Hochwasserschutz", "IT-Service", "Abteilung 4"])
      expect(names.some((text) => text.includes(name))).toBe(true);
    expect(Object.values(rooms.invite)).toHaveLength(1);
    expect(rooms.join[unitRoom]?.unread_notifications).toEqual({ notification_count: 2, highlight_count: 1 });
    const direct = data.events.find((event) => event.type === "m.direct")?.content;
    expect(Object.keys(direct ?? {}).toSorted()).toEqual([
      "@helga:localhost",
      "@katharina:localhost",
      "@paul:localhost",
    ]);
    expect(matrix.homeserver.silentRooms("ines")).toHaveLength(1);
    const secret = [...matrix.homeserver.rooms.values()].find((room) => room.stateEvent("m.room.encryption") !== null);
    expect(secret?.unread("@ines:localhost", "main")).toHaveLength(3);
  });

  test("can be read back for days, oldest last, with a thread, an edit, a picture and what was taken back", async () => {
    const room = encodeURIComponent(unitRoom);
    const { chunk } = chunkSchema.parse(await get(`/rooms/${room}/messages?dir=b&limit=500`));
    const messages = chunk.filter((event) => event.type === "m.room.message");
    expect(messages.length).toBeGreaterThan(120);
    const times = messages.map((event) => event.origin_server_ts);
    expect(times).toEqual(times.toSorted((one, other) => other - one));
    const whole = JSON.stringify(messages);
    for (const part of ["m.thread", "m.replace", "m.image", "m.file", "m.in_reply_to", "redacted_because", "<ul>"])
      expect(whole).toContain(part);
    const [root] = chunkSchema.parse(await get(`/../v1/rooms/${room}/threads`)).chunk;
    expect(root?.unsigned?.["m.relations"]).toMatchObject({
      "m.thread": { count: 3, current_user_participated: true },
    });
  });

  test("lets its page speak, react, answer, type, invite and remove as a colleague", () => {
    act({ act: "say", colleague: "frank", text: "Guten Tag", mention: "on" });
    const said = unit()?.events.at(-1)?.event;
    expect(said).toMatchObject({ sender: "@frank:localhost", content: { body: "Guten Tag" } });
    expect(said?.content["m.mentions"]).toEqual({ user_ids: ["@ines:localhost"] });
    act({ act: "react", colleague: "helga" });
    expect(unit()?.events.at(-1)?.event).toMatchObject({ type: "m.reaction", sender: "@helga:localhost" });
    act({ act: "reply", colleague: "deniz", text: "Gern" });
    expect(unit()?.events.at(-1)?.event.content).toHaveProperty(["m.relates_to", "m.in_reply_to"]);
    act({ act: "type", colleague: "deniz" });
    expect([...(unit()?.typing ?? [])]).toEqual(["@deniz:localhost"]);
    act({ act: "invite", colleague: "ole", text: "Neubau" });
    const invited = [...matrix.homeserver.rooms.values()].at(-1);
    expect(invited?.membership("@ines:localhost")).toBe("invite");
    expect(act({ act: "remove", colleague: "frank" })).toContain("?sent");
    expect(unit()?.membership("@ines:localhost")).toBe("leave");
    expect(act({ act: "say", colleague: "frank", text: "Nicht mehr hier" })).toBe("/");
  });

  test("shows its page in both languages, with the rooms in which something can happen", () => {
    const page = (language: "de" | "en") => chatContent(matrix.homeserver).show({ ...visit("/?sent"), language }).text;
    expect(page("de")).toContain("Als Kollegin oder Kollege handeln");
    expect(page("en")).toContain("Act as a colleague");
    expect(page("de")).toContain("Direktnachricht: Paul Zierau");
    expect(page("de")).not.toContain("Personalrat");
  });
});
