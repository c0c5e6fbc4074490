import assert from "node:assert/strict";
import { bodies, type ClientCase, encode, ids, pick, pickList, pickText, texts } from "./matrix-judged-device.ts";

const eventKeys = ["content", "event_id", "origin_server_ts", "sender", "type", "unsigned"];

export const syncCases: readonly ClientCase[] = [
  {
    name: "says the newest messages of a room in their order, with id, sender, time and age and without the room",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const sent = [await tobias.say(room, "Eins"), await ines.say(room, "Zwei"), await tobias.say(room, "Drei")];
      const events = pickList(await ines.room(room), "timeline", "events").slice(-3);
      assert.deepEqual(ids(events), sent);
      assert.deepEqual(bodies(events), ["Eins", "Zwei", "Drei"]);
      assert.deepEqual(Object.keys(events.at(0) ?? {}).toSorted(), eventKeys);
      assert.equal(typeof pick(events, 0, "unsigned", "age"), "number");
      assert.equal(pick(events, 0, "unsigned", "membership"), "join");
    },
  },
  {
    name: "leaves out what is empty: no rooms, no account data, no messages to devices",
    run: async ({ ines }) => {
      const reply = await ines.sync(await ines.now());
      assert.deepEqual(Object.keys(reply ?? {}).toSorted(), [
        "device_one_time_keys_count",
        "device_unused_fallback_key_types",
        "next_batch",
      ]);
    },
  },
  {
    name: "says only what came after a position, and nothing twice",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      await tobias.say(room, "Vorher");
      const since = await ines.now();
      await tobias.say(room, "Nachher");
      const reply = await ines.sync(since);
      const entry = pick(reply, "rooms", "join", room);
      assert.deepEqual(bodies(pickList(entry, "timeline", "events")), ["Nachher"]);
      assert.equal(pick(entry, "timeline", "limited"), false);
      assert.equal(await ines.room(room, pickText(reply, "next_batch")), undefined);
    },
  },
  {
    name: "answers a call that waits as soon as something happens",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const since = await ines.now();
      const waiting = ines.done("GET", `/sync?since=${since}&timeout=20000&set_presence=offline`);
      await tobias.say(room, "Da bin ich");
      const events = pickList(await waiting, "rooms", "join", room, "timeline", "events");
      assert.deepEqual(bodies(events), ["Da bin ich"]);
    },
  },
  {
    name: "says that there is a gap, with the state that it hides and a token to fill it with",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open({ name: "Alter Name" });
      const since = await ines.now();
      await tobias.done("PUT", `/rooms/${encode(room)}/state/m.room.name/`, { name: "Neuer Name" });
      for (const text of ["1", "2", "3", "4"]) await tobias.say(room, text);
      const entry = await ines.room(room, since, { room: { timeline: { limit: 2 } } });
      assert.equal(pick(entry, "timeline", "limited"), true);
      assert.deepEqual(bodies(pickList(entry, "timeline", "events")), ["3", "4"]);
      assert.equal(pick(entry, "state", "events", 0, "content", "name"), "Neuer Name");
      const page = await ines.messages(room, {
        dir: "b",
        from: pickText(entry, "timeline", "prev_batch"),
        to: since,
        limit: "50",
      });
      assert.deepEqual(bodies(pickList(page, "chunk")), ["2", "1", undefined]);
    },
  },
  {
    name: "makes up for a change of state that a filter hides where it shows something after it, and only there",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open({ name: "Alter Name" });
      const since = await ines.now();
      await tobias.done("PUT", `/rooms/${encode(room)}/state/m.room.name/`, { name: "Neuer Name" });
      const filter = { room: { timeline: { types: ["m.room.message"] } } };
      assert.equal(await ines.room(room, since, filter), undefined);
      await tobias.say(room, "Hallo");
      const entry = await ines.room(room, since, filter);
      assert.deepEqual(bodies(pickList(entry, "timeline", "events")), ["Hallo"]);
      assert.equal(pick(entry, "state", "events", 0, "content", "name"), "Neuer Name");
    },
  },
  {
    name: "tells the state before the timeline, also to a client that would rather have that after it",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open({ name: "Alt" });
      const since = await ines.now();
      await tobias.done("PUT", `/rooms/${encode(room)}/state/m.room.name/`, { name: "Neu" });
      const asked = { "org.matrix.msc4222.use_state_after": "true" };
      const entry = pick(await ines.sync(since, {}, asked), "rooms", "join", room);
      assert.deepEqual(pickList(entry, "state", "events"), []);
      assert.equal(pick(entry, "org.matrix.msc4222.state_after"), undefined);
      assert.equal(pick(entry, "timeline", "events", 0, "content", "name"), "Neu");
    },
  },
  {
    name: "names only the members that are needed where they are loaded lazily, and counts all",
    run: async ({ ines, tobias, device, room: open }) => {
      const rosa = await device("rosa");
      const room = await open({ invite: [ines.user, rosa.user] });
      await rosa.done("POST", `/rooms/${encode(room)}/join`, {});
      for (let count = 0; count < 4; count += 1) await tobias.say(room, `${count}`);
      const lazy = { room: { timeline: { limit: 2 }, state: { lazy_load_members: true } } };
      const entry = await ines.room(room, null, lazy);
      const members = pickList(entry, "state", "events").filter((event) => pick(event, "type") === "m.room.member");
      const named = new Set(members.map((event) => pick(event, "state_key")));
      assert.ok(named.has(tobias.user) && named.has(ines.user));
      assert.equal(pick(entry, "summary", "m.joined_member_count"), 3);
      assert.deepEqual(texts(pickList(entry, "summary", "m.heroes")), [rosa.user, tobias.user]);
      const whole = await ines.room(room, null, { room: { timeline: { limit: 2 } } });
      const all = pickList(whole, "state", "events").filter((event) => pick(event, "type") === "m.room.member");
      assert.equal(all.length, 3);
      assert.deepEqual(pick(whole, "summary"), {});
    },
  },
  {
    name: "names no heroes for a room that has a name",
    run: async ({ ines, room: open }) => {
      const room = await open({ name: "Mit Namen" });
      const entry = await ines.room(room, null, { room: { state: { lazy_load_members: true } } });
      assert.equal(pick(entry, "summary", "m.heroes"), undefined);
      assert.equal(pick(entry, "summary", "m.joined_member_count"), 2);
    },
  },
  {
    name: "tells the sending device, and no other, which transaction was its own",
    run: async ({ ines, tobias, device, room: open }) => {
      const other = await device("ines");
      const room = await open();
      await ines.send(room, { msgtype: "m.text", body: "Echo" }, "m.room.message", "mein-vorgang");
      const seen = async (reader: typeof ines) =>
        pick(pickList(await reader.room(room), "timeline", "events").at(-1), "unsigned", "transaction_id");
      assert.equal(await seen(ines), "mein-vorgang");
      assert.equal(await seen(other), undefined);
      assert.equal(await seen(tobias), undefined);
    },
  },
  {
    name: "takes a filter by its id as it takes one that is written out",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      for (const text of ["1", "2", "3"]) await tobias.say(room, text);
      const filter = { room: { rooms: [room], timeline: { limit: 1, types: ["m.room.message"] } } };
      const path = `/user/${encode(ines.user)}/filter`;
      const id = pickText(await ines.done("POST", path, filter), "filter_id");
      assert.deepEqual(await ines.done("GET", `${path}/${id}`), filter);
      const byId = await ines.done("GET", `/sync?filter=${id}&set_presence=offline`);
      assert.deepEqual(bodies(pickList(byId, "rooms", "join", room, "timeline", "events")), ["3"]);
      assert.deepEqual(Object.keys(pick(byId, "rooms", "join") ?? {}), [room]);
    },
  },
  {
    name: "leaves fields out that a filter does not ask for, with a dot in a name escaped",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      await tobias.say(room, "Knapp", { "m.mentions": { user_ids: [ines.user] } });
      const envelope = ["type", "event_id", "sender", "origin_server_ts"];
      const fields = [...envelope, "content.body", String.raw`content.m\.mentions`];
      const entry = await ines.room(room, null, { event_fields: fields, room: { timeline: { limit: 1 } } });
      const event = pick(entry, "timeline", "events", 0);
      assert.deepEqual(Object.keys(event ?? {}).toSorted(), ["content", ...envelope].toSorted());
      const mentions = { user_ids: [ines.user] };
      assert.deepEqual(pick(event, "content"), { body: "Knapp", "m.mentions": mentions });
    },
  },
  {
    name: "refuses a position, a filter and a filter id that it does not know",
    run: async ({ ines, tobias }) => {
      await ines.refused(400, "M_UNKNOWN", "GET", "/sync?since=zzz");
      await ines.refused(400, "M_INVALID_PARAM", "GET", "/sync?filter=abc");
      await ines.refused(400, "M_INVALID_PARAM", "GET", "/sync?filter=99999");
      await ines.refused(400, "M_NOT_JSON", "GET", "/sync?filter={");
      await ines.refused(404, "M_NOT_FOUND", "GET", `/user/${encode(ines.user)}/filter/99999`);
      await ines.refused(403, "M_FORBIDDEN", "POST", `/user/${encode(tobias.user)}/filter`, {});
    },
  },
  {
    name: "keeps a message to one device for that device alone, until it was taken",
    run: async ({ ines, tobias, device }) => {
      const other = await device("ines");
      const content = { [ines.user]: { [ines.id]: { an: 1 }, [other.id]: { an: 2 } } };
      const path = `/sendToDevice/org.example.probe/${crypto.randomUUID()}`;
      for (let times = 0; times < 2; times += 1) await tobias.done("PUT", path, { messages: content });
      const only = { room: { rooms: [] } };
      const probes = (reply: unknown) =>
        pickList(reply, "to_device", "events").filter((event) => pick(event, "type") === "org.example.probe");
      const first = await ines.sync(null, only);
      assert.deepEqual(probes(first), [{ type: "org.example.probe", sender: tobias.user, content: { an: 1 } }]);
      // Who does not go on from it gets it again; who does has taken it.
      assert.equal(probes(await ines.sync(null, only)).length, 1);
      assert.equal(probes(await ines.sync(pickText(first, "next_batch"), only)).length, 0);
      assert.equal(probes(await ines.sync(null, only)).length, 0);
      assert.deepEqual(pick(probes(await other.sync(null, only)), 0, "content"), { an: 2 });
    },
  },
];
