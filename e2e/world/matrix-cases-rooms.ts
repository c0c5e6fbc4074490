import assert from "node:assert/strict";
import { bodies, type ClientCase, encode, pick, pickList, pickText, texts } from "./matrix-judged-device.ts";

const stateOf = (events: readonly unknown[], type: string, key = "") =>
  events.find((event) => pick(event, "type") === type && pick(event, "state_key") === key);

export const roomCases: readonly ClientCase[] = [
  {
    name: "shows an invitation with the room's name, who invites and that it is meant for two",
    run: async ({ ines, tobias, invitation }) => {
      const since = await ines.now();
      const room = await invitation({ name: "Neu", is_direct: true });
      const reply = await ines.sync(since);
      const state = pickList(reply, "rooms", "invite", room, "invite_state", "events");
      assert.equal(pick(stateOf(state, "m.room.name"), "content", "name"), "Neu");
      assert.equal(pick(stateOf(state, "m.room.member", tobias.user), "content", "displayname"), "Tobias Kranich");
      const own = stateOf(state, "m.room.member", ines.user);
      assert.deepEqual(
        [pick(own, "sender"), pick(own, "content", "membership"), pick(own, "content", "is_direct")],
        [tobias.user, "invite", true],
      );
      assert.ok(stateOf(state, "m.room.create") !== undefined);
      for (const event of state)
        assert.deepEqual(Object.keys(event ?? {}).toSorted(), ["content", "sender", "state_key", "type"]);
    },
  },
  {
    name: "brings the whole room when an invitation is accepted, also what was said before",
    run: async ({ ines, tobias, invitation }) => {
      const room = await invitation({ name: "Neu" });
      await tobias.say(room, "Willkommen");
      const since = await ines.now();
      assert.deepEqual(await ines.done("POST", `/rooms/${encode(room)}/join`, {}), { room_id: room });
      const entry = await ines.room(room, since);
      const whole = [...pickList(entry, "state", "events"), ...pickList(entry, "timeline", "events")];
      assert.equal(pick(stateOf(whole, "m.room.name"), "content", "name"), "Neu");
      assert.ok(bodies(pickList(entry, "timeline", "events")).includes("Willkommen"));
      assert.deepEqual(await ines.done("POST", `/join/${encode(room)}`, {}), { room_id: room });
    },
  },
  {
    name: "says that a declined invitation is over, takes it twice and lets nobody in afterwards",
    run: async ({ ines, invitation }) => {
      const room = await invitation();
      const since = await ines.now();
      const path = `/rooms/${encode(room)}`;
      assert.deepEqual(await ines.done("POST", `${path}/leave`, {}), {});
      await ines.done("POST", `${path}/leave`, {});
      const left = pick(await ines.sync(since), "rooms", "leave", room);
      const event = pickList(left, "timeline", "events").at(-1);
      assert.deepEqual([pick(event, "state_key"), pick(event, "content", "membership")], [ines.user, "leave"]);
      await ines.refused(403, "M_FORBIDDEN", "POST", `${path}/join`, {});
    },
  },
  {
    name: "refuses to decline an invitation that was withdrawn",
    run: async ({ ines, tobias, invitation }) => {
      const room = await invitation();
      await tobias.done("POST", `/rooms/${encode(room)}/kick`, { user_id: ines.user });
      await ines.refused(403, "M_FORBIDDEN", "POST", `/rooms/${encode(room)}/leave`, {});
    },
  },
  {
    name: "says who removed the person and why, keeps the room readable until then, and takes no more messages",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open({ name: "Ende" });
      const since = await ines.now();
      await tobias.done("POST", `/rooms/${encode(room)}/kick`, { user_id: ines.user, reason: "Wechsel" });
      await tobias.say(room, "Ohne sie");
      const event = pickList(await ines.sync(since), "rooms", "leave", room, "timeline", "events").at(-1);
      assert.deepEqual(
        [pick(event, "sender"), pick(event, "state_key"), pick(event, "content")],
        [tobias.user, ines.user, { membership: "leave", reason: "Wechsel" }],
      );
      assert.equal(pick(event, "unsigned", "prev_content", "membership"), "join");
      const path = `/rooms/${encode(room)}`;
      await ines.refused(403, "M_FORBIDDEN", "PUT", `${path}/send/m.room.message/t1`, { msgtype: "m.text", body: "x" });
      const page = await ines.messages(room, { dir: "b", limit: "1" });
      assert.equal(pick(page, "chunk", 0, "type"), "m.room.member");
      assert.deepEqual(await ines.done("GET", `${path}/state/m.room.name/`), { name: "Ende" });
      await ines.refused(403, "M_FORBIDDEN", "POST", `${path}/join`, {});
    },
  },
  {
    name: "tells a new client of a room that it was removed from, and not of one that it left",
    run: async ({ ines, tobias, room: open }) => {
      const [removed, left] = [await open(), await open()];
      await tobias.done("POST", `/rooms/${encode(removed)}/kick`, { user_id: ines.user });
      await ines.done("POST", `/rooms/${encode(left)}/leave`, {});
      const rooms = pick(await ines.sync(null), "rooms", "leave");
      assert.ok(pick(rooms, removed) !== undefined);
      assert.equal(pick(rooms, left), undefined);
      const asked = pick(await ines.sync(null, { room: { include_leave: true } }), "rooms", "leave", left);
      assert.ok(asked !== undefined);
    },
  },
  {
    name: "mentions no leave of which a filter lets nothing through",
    run: async ({ ines, room: open }) => {
      const room = await open();
      const since = await ines.now();
      await ines.done("POST", `/rooms/${encode(room)}/leave`, {});
      const filter = { room: { timeline: { types: ["m.room.message"] }, state: { types: ["m.room.name"] } } };
      assert.equal(pick(await ines.sync(since, filter), "rooms", "leave", room), undefined);
      assert.ok(pick(await ines.sync(since), "rooms", "leave", room) !== undefined);
    },
  },
  {
    name: "keeps who was banned out, and lets nobody invite them",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const since = await ines.now();
      const path = `/rooms/${encode(room)}`;
      await tobias.done("POST", `${path}/ban`, { user_id: ines.user, reason: "Grund" });
      const event = pickList(await ines.sync(since), "rooms", "leave", room, "timeline", "events").at(-1);
      assert.equal(pick(event, "content", "membership"), "ban");
      await ines.refused(403, "M_BAD_STATE", "POST", `${path}/join`, {});
      await tobias.refused(403, "M_BAD_STATE", "POST", `${path}/invite`, { user_id: ines.user });
    },
  },
  {
    name: "lets only whoever has the power remove others, and nobody who is not there",
    run: async ({ ines, tobias, device, room: open }) => {
      const room = await open();
      const path = `/rooms/${encode(room)}/kick`;
      await ines.refused(403, "M_FORBIDDEN", "POST", path, { user_id: tobias.user });
      const rosa = await device("rosa");
      await tobias.refused(403, "M_FORBIDDEN", "POST", path, { user_id: rosa.user });
      await tobias.refused(400, "M_MISSING_PARAM", "POST", `/rooms/${encode(room)}/invite`, {});
      await tobias.refused(403, "M_FORBIDDEN", "POST", `/rooms/${encode(room)}/invite`, { user_id: ines.user });
    },
  },
  {
    name: "forgets a room that was left, and none that was not",
    run: async ({ ines, room: open }) => {
      const room = await open();
      const path = `/rooms/${encode(room)}`;
      await ines.refused(400, "M_UNKNOWN", "POST", `${path}/forget`, {});
      await ines.done("POST", `${path}/leave`, {});
      await ines.done("POST", `${path}/forget`, {});
      await ines.refused(403, "M_FORBIDDEN", "GET", `${path}/messages?dir=b`);
      const filter = { room: { include_leave: true } };
      assert.equal(pick(await ines.sync(null, filter), "rooms", "leave", room), undefined);
    },
  },
  {
    name: "knows no room that is none",
    run: async ({ ines }) => {
      const path = `/rooms/${encode(`!none:${ines.homeserver.serverName}`)}`;
      await ines.refused(404, "M_UNKNOWN", "POST", `${path}/join`, {});
      await ines.refused(404, "M_UNKNOWN", "POST", `${path}/leave`, {});
      await ines.refused(403, "M_FORBIDDEN", "PUT", `${path}/send/m.room.message/t1`, {});
      await ines.refused(403, "M_FORBIDDEN", "GET", `${path}/messages?dir=b`);
    },
  },
  {
    name: "makes a direct room whose id names no server and in which both may do everything",
    run: async ({ ines, tobias }) => {
      const body = { is_direct: true, preset: "trusted_private_chat", invite: [ines.user] };
      const room = pickText(await tobias.done("POST", "/createRoom", body), "room_id");
      assert.match(room, /^![\w-]{43}$/u);
      const since = await ines.now();
      await ines.done("POST", `/join/${encode(room)}`, {});
      const entry = await ines.room(room, since);
      const own = stateOf(pickList(entry, "timeline", "events").toReversed(), "m.room.member", ines.user);
      assert.equal(pick(own, "unsigned", "prev_content", "is_direct"), true);
      await ines.done("PUT", `/rooms/${encode(room)}/state/m.room.name/`, { name: "Wir beide" });
      const state = await ines.done("GET", `/rooms/${encode(room)}/state`);
      const create = stateOf(pickList(state), "m.room.create");
      assert.equal(pick(create, "content", "room_version"), "12");
      assert.ok(stateOf(pickList(state), "m.room.power_levels") !== undefined);
    },
  },
  {
    name: "makes an encrypted room that says so in its state and in its invitation",
    run: async ({ ines, invitation }) => {
      const content = { algorithm: "m.megolm.v1.aes-sha2" };
      const room = await invitation({ initial_state: [{ type: "m.room.encryption", state_key: "", content }] });
      const invite = pick(await ines.sync(null), "rooms", "invite", room, "invite_state", "events");
      assert.deepEqual(pick(stateOf(pickList(invite), "m.room.encryption"), "content"), content);
      await ines.done("POST", `/join/${encode(room)}`, {});
      assert.deepEqual(await ines.done("GET", `/rooms/${encode(room)}/state/m.room.encryption/`), content);
      assert.deepEqual(await ines.done("GET", `/rooms/${encode(room)}/state/m.room.encryption`), content);
    },
  },
  {
    name: "makes no room of nonsense",
    run: async ({ ines }) => {
      await ines.refused(400, "M_UNKNOWN", "POST", "/createRoom", { invite: ["nobody"] });
      await ines.refused(400, "M_BAD_JSON", "POST", "/createRoom", { preset: "nonsense" });
    },
  },
  {
    name: "changes state for whoever has the power, once where it stays the same",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open({ name: "Alt" });
      const path = `/rooms/${encode(room)}/state/m.room.name/`;
      await ines.refused(403, "M_FORBIDDEN", "PUT", path, { name: "Neu" });
      const first = pickText(await tobias.done("PUT", path, { name: "Neu" }), "event_id");
      assert.equal(pickText(await tobias.done("PUT", path, { name: "Neu" }), "event_id"), first);
      await ines.refused(404, "M_NOT_FOUND", "GET", `/rooms/${encode(room)}/state/m.room.topic/`);
    },
  },
  {
    name: "lists the members of a room by what they are in it, and with their names",
    run: async ({ ines, tobias, device, room: open }) => {
      const rosa = await device("rosa");
      const room = await open({ invite: [ines.user, rosa.user] });
      const path = `/rooms/${encode(room)}`;
      const list = async (query: string) =>
        texts(
          pickList(await ines.done("GET", `${path}/members${query}`), "chunk").map((event) => pick(event, "state_key")),
        );
      assert.deepEqual(await list(""), [ines.user, rosa.user, tobias.user]);
      assert.deepEqual(await list("?membership=join"), [ines.user, tobias.user]);
      assert.deepEqual(await list("?not_membership=join"), [rosa.user]);
      const joined = pick(await ines.done("GET", `${path}/joined_members`), "joined");
      assert.deepEqual(pick(joined, tobias.user), { display_name: "Tobias Kranich", avatar_url: null });
      assert.equal(pick(joined, rosa.user), undefined);
      assert.ok(pickList(await ines.done("GET", "/joined_rooms"), "joined_rooms").includes(room));
    },
  },
];
