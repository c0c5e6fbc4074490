import assert from "node:assert/strict";
import { type ClientCase, encode, pick, pickList } from "./matrix-judged-device.ts";

const ofType = (events: readonly unknown[], type: string) => events.find((event) => pick(event, "type") === type);

export const readingCases: readonly ClientCase[] = [
  {
    name: "counts what others write, and not what the person writes; one's own message reads nothing",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      await tobias.say(room, "Eins");
      await tobias.say(room, "Zwei");
      assert.deepEqual(await ines.counts(room), [2, 0]);
      await ines.say(room, "Antwort");
      assert.deepEqual(await ines.counts(room), [2, 0]);
      assert.deepEqual(await tobias.counts(room), [1, 0]);
    },
  },
  {
    name: "counts a mention as one, by whom the message names or, where it names nobody, by the name in its text",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      await tobias.say(room, "Bitte lesen", { "m.mentions": { user_ids: [ines.user] } });
      assert.deepEqual(await ines.counts(room), [1, 1]);
      await tobias.say(room, "Ines Marquardt weiß es");
      assert.deepEqual(await ines.counts(room), [2, 2]);
      await tobias.say(room, "Ines Marquardt weiß es", { "m.mentions": {} });
      assert.deepEqual(await ines.counts(room), [3, 2]);
    },
  },
  {
    name: "counts no notice, no edit and no reaction",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const event = await tobias.say(room, "Einmal");
      await tobias.send(room, { msgtype: "m.notice", body: "Automatisch" });
      await tobias.say(room, "* Einmal!", {
        "m.new_content": { msgtype: "m.text", body: "Einmal!" },
        "m.relates_to": { rel_type: "m.replace", event_id: event },
      });
      await tobias.react(room, event, "👍");
      assert.deepEqual(await ines.counts(room), [1, 0]);
    },
  },
  {
    name: "counts an encrypted message, and never as a mention",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      await tobias.send(room, { algorithm: "m.megolm.v1.aes-sha2", ciphertext: "x" }, "m.room.encrypted");
      assert.deepEqual(await ines.counts(room), [1, 0]);
    },
  },
  {
    name: "tells everybody of a receipt, with its time, and clears the count up to it",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const [first] = [await tobias.say(room, "Eins"), await tobias.say(room, "Zwei")];
      const since = await tobias.now();
      await ines.receipt(room, first);
      assert.deepEqual(await ines.counts(room), [1, 0]);
      const receipt = ofType(pickList(await tobias.room(room, since), "ephemeral", "events"), "m.receipt");
      assert.equal(typeof pick(receipt, "content", first, "m.read", ines.user, "ts"), "number");
    },
  },
  {
    name: "keeps a private receipt from others, and clears the count all the same",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const event = await tobias.say(room, "Eins");
      const [hers, his] = [await ines.now(), await tobias.now()];
      await ines.receipt(room, event, "m.read.private");
      assert.deepEqual(await ines.counts(room), [0, 0]);
      const own = ofType(pickList(await ines.room(room, hers), "ephemeral", "events"), "m.receipt");
      assert.equal(typeof pick(own, "content", event, "m.read.private", ines.user, "ts"), "number");
      const seen = JSON.stringify((await tobias.room(room, his)) ?? null);
      assert.ok(!seen.includes("m.read.private"));
    },
  },
  {
    name: "lets no receipt go back",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const [first, second] = [await tobias.say(room, "Eins"), await tobias.say(room, "Zwei")];
      await ines.receipt(room, second);
      await ines.receipt(room, first);
      assert.deepEqual(await ines.counts(room), [0, 0]);
    },
  },
  {
    name: "keeps the fully-read marker for the person alone and sets receipts with it",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const event = await tobias.say(room, "Eins");
      const since = await ines.now();
      const path = `/rooms/${encode(room)}/read_markers`;
      await ines.done("POST", path, { "m.fully_read": event, "m.read": event });
      const data = pickList(await ines.room(room, since), "account_data", "events");
      assert.deepEqual(data, [{ type: "m.fully_read", content: { event_id: event } }]);
      assert.deepEqual(await ines.counts(room), [0, 0]);
    },
  },
  {
    name: "takes receipts for what it does not know, and refuses kinds and threads that are none",
    run: async ({ ines, tobias, device, room: open }) => {
      const room = await open();
      const event = await tobias.say(room, "Eins");
      const path = `/rooms/${encode(room)}/receipt`;
      await ines.done("POST", `${path}/m.read/${encode("$unknown")}`, {});
      await ines.refused(400, "M_UNKNOWN", "POST", `${path}/m.nothing/${encode(event)}`, {});
      await ines.refused(400, "M_INVALID_PARAM", "POST", `${path}/m.read/${encode(event)}`, { thread_id: "$other" });
      const rosa = await device("rosa");
      await rosa.refused(403, "M_FORBIDDEN", "POST", `${path}/m.read/${encode(event)}`, {});
    },
  },
  {
    name: "counts threads apart where that is asked for, and reads them apart",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const root = await tobias.say(room, "Anfang");
      const relation = { "m.relates_to": { rel_type: "m.thread", event_id: root } };
      await tobias.say(room, "Im Faden", relation);
      const last = await tobias.say(room, "Daneben");
      const filter = { room: { timeline: { unread_thread_notifications: true } } };
      const apart = await ines.room(room, null, filter);
      assert.equal(pick(apart, "unread_notifications", "notification_count"), 2);
      assert.equal(pick(apart, "unread_thread_notifications", root, "notification_count"), 1);
      assert.deepEqual(await ines.counts(room), [3, 0]);
      await ines.receipt(room, last, "m.read", "main");
      const read = await ines.room(room, null, filter);
      assert.equal(pick(read, "unread_notifications", "notification_count"), 0);
      assert.equal(pick(read, "unread_thread_notifications", root, "notification_count"), 1);
      await ines.receipt(room, last);
      assert.deepEqual(await ines.counts(room), [0, 0]);
    },
  },
  {
    name: "says who types, until they stop or their time is over",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const path = `/rooms/${encode(room)}/typing/${encode(tobias.user)}`;
      const typing = (entry: unknown) =>
        pick(ofType(pickList(entry, "ephemeral", "events"), "m.typing"), "content", "user_ids");
      const since = await ines.now();
      await tobias.done("PUT", path, { typing: true, timeout: 20_000 });
      assert.deepEqual(typing(await ines.room(room, since)), [tobias.user]);
      const before = await ines.now();
      await tobias.done("PUT", path, { typing: false });
      assert.deepEqual(typing(await ines.room(room, before)), []);
      await tobias.done("PUT", path, { typing: true, timeout: 300 });
      const running = await ines.now();
      const ended = await ines.done("GET", `/sync?since=${running}&timeout=20000&set_presence=offline`);
      assert.deepEqual(typing(pick(ended, "rooms", "join", room)), []);
      await ines.refused(400, "M_FORBIDDEN", "PUT", path, { typing: true });
    },
  },
  {
    name: "counts nothing of a room that a rule of the person silences, but for mentions; what came before stays",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const rule = `/pushrules/global/room/${encode(room)}`;
      await tobias.say(room, "Vorher");
      await ines.done("PUT", rule, { actions: [] });
      assert.deepEqual(await ines.counts(room), [1, 0]);
      const last = await tobias.say(room, "Still");
      assert.deepEqual(await ines.counts(room), [1, 0]);
      await ines.receipt(room, last);
      await tobias.say(room, "Immer noch still");
      assert.deepEqual(await ines.counts(room), [0, 0]);
      await tobias.say(room, "Doch", { "m.mentions": { user_ids: [ines.user] } });
      assert.deepEqual(await ines.counts(room), [1, 1]);
      await ines.done("DELETE", rule);
      await ines.refused(404, "M_NOT_FOUND", "DELETE", rule);
    },
  },
  {
    name: "silences mentions too where a rule stands above them",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      await ines.done("PUT", `/pushrules/global/override/${encode(room)}`, {
        actions: [],
        conditions: [{ kind: "event_match", key: "room_id", pattern: room }],
      });
      await tobias.say(room, "Nicht stören", { "m.mentions": { user_ids: [ines.user] } });
      assert.deepEqual(await ines.counts(room), [0, 0]);
    },
  },
  {
    name: "gives everybody the rules that count, in an order in which the first that fits decides",
    run: async ({ ines }) => {
      const rules = pick(await ines.done("GET", "/pushrules/"), "global");
      const names = (kind: string) =>
        pickList(rules, kind)
          .filter((rule) => pick(rule, "default") === true)
          .map((rule) => pick(rule, "rule_id"));
      assert.deepEqual(names("override").slice(0, 8), [
        ".m.rule.master",
        ".m.rule.suppress_notices",
        ".m.rule.invite_for_me",
        ".m.rule.member_event",
        ".m.rule.is_user_mention",
        ".m.rule.contains_display_name",
        ".m.rule.is_room_mention",
        ".m.rule.roomnotif",
      ]);
      assert.deepEqual(names("content"), [".m.rule.contains_user_name"]);
      assert.deepEqual(names("underride").slice(0, 5), [
        ".m.rule.call",
        ".m.rule.encrypted_room_one_to_one",
        ".m.rule.room_one_to_one",
        ".m.rule.message",
        ".m.rule.encrypted",
      ]);
      const master = pickList(rules, "override").at(0);
      assert.equal(pick(master, "enabled"), false);
    },
  },
  {
    name: "lists what notified the person, newest first, a page at a time",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const first = await tobias.say(room, "Eins");
      const second = await tobias.say(room, "Zwei", { "m.mentions": { user_ids: [ines.user] } });
      const page = await ines.done("GET", "/notifications?limit=1");
      assert.equal(pick(page, "notifications", 0, "event", "event_id"), second);
      assert.equal(pick(page, "notifications", 0, "room_id"), room);
      assert.equal(pick(page, "notifications", 0, "read"), false);
      const next = await ines.done("GET", `/notifications?limit=1&from=${String(pick(page, "next_token"))}`);
      assert.equal(pick(next, "notifications", 0, "event", "event_id"), first);
      const highlights = await ines.done("GET", "/notifications?limit=1&only=highlight");
      assert.equal(pick(highlights, "notifications", 0, "event", "event_id"), second);
    },
  },
];
