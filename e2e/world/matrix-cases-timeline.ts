import assert from "node:assert/strict";
import {
  bodies,
  type ClientCase,
  encode,
  ids,
  type JudgedDevice,
  pick,
  pickList,
  pickText,
} from "./matrix-judged-device.ts";

const onlyMessages = JSON.stringify({ types: ["m.room.message"] });

/** Everything from a page on, in one direction, as a client reads it. */
async function readOn(device: JudgedDevice, room: string, query: Record<string, string>) {
  const found: unknown[] = [];
  for (let from: string | null = query["from"] ?? ""; from !== null;) {
    const page = await device.messages(room, { ...query, ...(from !== "" && { from }) });
    found.push(...pickList(page, "chunk"));
    const end = pick(page, "end");
    from = typeof end === "string" ? end : null;
  }
  return found;
}

export const timelineCases: readonly ClientCase[] = [
  {
    name: "pages back to the beginning of a room and forward again, every event once; the last page has no end",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      for (let count = 0; count < 7; count += 1) await tobias.say(room, String(count));
      const back = await readOn(ines, room, { dir: "b", limit: "4" });
      assert.equal(new Set(ids(back)).size, back.length);
      assert.equal(pick(back.at(-1), "type"), "m.room.create");
      assert.deepEqual(bodies(back).slice(0, 7), ["6", "5", "4", "3", "2", "1", "0"]);
      assert.equal(pick(back, 0, "room_id"), room);
      const forward = await readOn(ines, room, { dir: "f", limit: "5" });
      assert.deepEqual(ids(forward), ids(back).toReversed());
    },
  },
  {
    name: "goes on back from the token of a sync, without a hole and without saying anything twice",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      for (let count = 0; count < 5; count += 1) await tobias.say(room, String(count));
      const { timeline } = Object(await ines.room(room, null, { room: { timeline: { limit: 2 } } }));
      assert.deepEqual(bodies(pickList(timeline, "events")), ["3", "4"]);
      const page = await ines.messages(room, { dir: "b", from: pickText(timeline, "prev_batch"), limit: "3" });
      assert.deepEqual(bodies(pickList(page, "chunk")), ["2", "1", "0"]);
    },
  },
  {
    name: "filters a page by type before it counts",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      for (const text of ["1", "2", "3"]) {
        const event = await tobias.say(room, text);
        await tobias.react(room, event, "👍");
      }
      const page = await ines.messages(room, { dir: "b", limit: "2", filter: onlyMessages });
      assert.deepEqual(bodies(pickList(page, "chunk")), ["3", "2"]);
    },
  },
  {
    name: "sends the members of a page's senders along where they are loaded lazily",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      await tobias.say(room, "Hallo");
      const filter = JSON.stringify({ lazy_load_members: true });
      const page = await ines.messages(room, { dir: "b", limit: "1", filter });
      const members = pickList(page, "state").map((event) => pick(event, "state_key"));
      assert.deepEqual(members, [tobias.user]);
      assert.equal(pick(await ines.messages(room, { dir: "b", limit: "1" }), "state"), undefined);
    },
  },
  {
    name: "refuses a page without a token that is one, and to whoever is not in the room",
    run: async ({ ines, device, room: open }) => {
      const room = await open();
      await ines.refused(400, "M_UNKNOWN", "GET", `/rooms/${encode(room)}/messages?dir=b&from=zzz`);
      const rosa = await device("rosa");
      for (const path of ["messages?dir=b", "state", "members", "joined_members"])
        await rosa.refused(403, "M_FORBIDDEN", "GET", `/rooms/${encode(room)}/${path}`);
    },
  },
  {
    name: "shows what stands around an event, before it newest first, after it oldest first",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const sent: string[] = [];
      for (const text of ["0", "1", "2", "3", "4"]) sent.push(await tobias.say(room, text));
      const found = await ines.done("GET", `/rooms/${encode(room)}/context/${encode(sent[2] ?? "")}?limit=4`);
      assert.equal(pick(found, "event", "event_id"), sent[2]);
      assert.deepEqual(bodies(pickList(found, "events_before")), ["1", "0"]);
      assert.deepEqual(bodies(pickList(found, "events_after")), ["3", "4"]);
      const later = await ines.messages(room, { dir: "b", from: pickText(found, "start"), limit: "1" });
      assert.notEqual(pick(later, "chunk", 0, "event_id"), sent[0]);
      assert.ok(pickList(found, "state").some((event) => pick(event, "type") === "m.room.create"));
    },
  },
  {
    name: "finds an event by its id, and knows none of others' rooms",
    run: async ({ ines, tobias, device, room: open }) => {
      const room = await open();
      const event = await tobias.say(room, "Hallo");
      const found = await ines.event(room, event);
      assert.deepEqual([pick(found, "event_id"), pick(found, "room_id")], [event, room]);
      const path = `/rooms/${encode(room)}/event`;
      await ines.refused(404, "M_NOT_FOUND", "GET", `${path}/${encode("$unknown")}`);
      await ines.refused(404, "M_NOT_FOUND", "GET", `/rooms/${encode(room)}/context/${encode("$unknown")}`);
      await (await device("rosa")).refused(404, "M_NOT_FOUND", "GET", `${path}/${encode(event)}`);
    },
  },
  {
    name: "does what a transaction of a device asks for once, whoever repeats it",
    run: async ({ ines, device, room: open }) => {
      const room = await open();
      const other = await device("ines");
      const content = { msgtype: "m.text", body: "Einmal" };
      const send = async (from: JudgedDevice, type = "m.room.message") => from.send(room, content, type, "vorgang-1");
      const first = await send(ines);
      assert.equal(await send(ines), first);
      // It is the device's in the room, whatever the type; another device has transactions of its own.
      assert.equal(await send(ines, "m.sticker"), first);
      assert.notEqual(await send(other), first);
      const all = await ines.messages(room, { dir: "b", limit: "50" });
      assert.equal(bodies(pickList(all, "chunk")).filter((body) => body === "Einmal").length, 2);
    },
  },
  {
    name: "keeps the order in which messages were sent",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const texts = Array.from({ length: 10 }, (_, count) => `Nr. ${count}`);
      for (const text of texts) await tobias.say(room, text);
      const page = await ines.messages(room, { dir: "b", limit: "10" });
      assert.deepEqual(bodies(pickList(page, "chunk")).toReversed(), texts);
    },
  },
  {
    name: "refuses a message that is too large, no JSON or no object",
    run: async ({ ines, room: open }) => {
      const path = `/rooms/${encode(await open())}/send/m.room.message`;
      const large = { msgtype: "m.text", body: "x".repeat(66_000) };
      await ines.refused(413, "M_TOO_LARGE", "PUT", `${path}/t1`, large);
      await ines.refused(400, "M_NOT_JSON", "PUT", `${path}/t2`, "{");
      await ines.refused(400, "M_BAD_JSON", "PUT", `${path}/t3`, "[]");
      await ines.done("PUT", `${path}/t4`, { msgtype: "m.text", body: "x".repeat(60_000) });
    },
  },
  {
    name: "refuses what it does not know at all, and what it knows by another method",
    run: async ({ ines }) => {
      await ines.refused(404, "M_UNRECOGNIZED", "GET", "/nothing/of/the/kind");
      await ines.refused(405, "M_UNRECOGNIZED", "POST", "/sync", {});
      await ines.refused(404, "M_UNRECOGNIZED", "GET", "/pushrules");
    },
  },
  {
    name: "asks for patience with the time to wait",
    run: async ({ homeserver, ines, room: open }) => {
      if (homeserver.limitSends === undefined) return;
      const path = `/rooms/${encode(await open())}/send/m.room.message/t1`;
      homeserver.limitSends(1500);
      const reply = await ines.refused(429, "M_LIMIT_EXCEEDED", "PUT", path, { msgtype: "m.text", body: "Zu schnell" });
      assert.equal(pick(reply.body, "retry_after_ms"), 1500);
      assert.equal(reply.headers.get("retry-after"), "2");
      await ines.done("GET", "/joined_rooms");
      homeserver.limitSends(null);
      await ines.done("PUT", path, { msgtype: "m.text", body: "Jetzt" });
    },
  },
];
