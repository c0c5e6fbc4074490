import assert from "node:assert/strict";
import { type ClientCase, encode, ids, type JudgedDevice, pick, pickList, pickText } from "./matrix-judged-device.ts";

const inThread = (root: string) => ({ "m.relates_to": { rel_type: "m.thread", event_id: root } });
const v1 = (room: string) => `/_matrix/client/v1/rooms/${encode(room)}`;

export const relationCases: readonly ClientCase[] = [
  {
    name: "takes the content of a redacted message away and says who did it and why",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const event = await tobias.say(room, "Falscher Raum");
      const since = await ines.now();
      const redaction = await tobias.redact(room, event, "Versehen");
      const found = await ines.event(room, event);
      assert.deepEqual(pick(found, "content"), {});
      assert.equal(pick(found, "unsigned", "redacted_because", "event_id"), redaction);
      assert.equal(pick(found, "unsigned", "redacted_because", "content", "reason"), "Versehen");
      assert.equal(pick(found, "unsigned", "redacted_by"), redaction);
      const news = pickList(await ines.room(room, since), "timeline", "events");
      assert.deepEqual(ids(news), [redaction]);
      assert.deepEqual([pick(news, 0, "redacts"), pick(news, 0, "content", "redacts")], [event, event]);
    },
  },
  {
    name: "lets people take back what is their own, and others' only with the power to",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const [his, hers] = [await tobias.say(room, "Seins"), await ines.say(room, "Ihres")];
      const path = `/rooms/${encode(room)}/redact/${encode(his)}/r1`;
      await ines.refused(403, "M_FORBIDDEN", "PUT", path, {});
      await ines.redact(room, hers);
      await tobias.redact(room, his);
      assert.deepEqual(pick(await tobias.event(room, hers), "content"), {});
    },
  },
  {
    name: "keeps an edited message as it was, with the newest edit beside it",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const event = await tobias.say(room, "Mittwoch");
      const edit = async (text: string) =>
        tobias.say(room, `* ${text}`, {
          "m.new_content": { msgtype: "m.text", body: text },
          "m.relates_to": { rel_type: "m.replace", event_id: event },
        });
      await edit("Freitag");
      const last = await edit("Donnerstag");
      const found = await ines.event(room, event);
      assert.equal(pick(found, "content", "body"), "Mittwoch");
      const replaced = pick(found, "unsigned", "m.relations", "m.replace");
      assert.equal(pick(replaced, "event_id"), last);
      assert.equal(pick(replaced, "content", "m.new_content", "body"), "Donnerstag");
    },
  },
  {
    name: "takes a reaction once from each person, and again after it was taken back",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const event = await tobias.say(room, "Fertig");
      const reaction = await ines.react(room, event, "👍");
      const again = { "m.relates_to": { rel_type: "m.annotation", event_id: event, key: "👍" } };
      const path = `/rooms/${encode(room)}/send/m.reaction`;
      await ines.refused(400, "M_DUPLICATE_ANNOTATION", "PUT", `${path}/noch-einmal`, again);
      await ines.react(room, event, "🎉");
      await tobias.react(room, event, "👍");
      await ines.redact(room, reaction);
      await ines.react(room, event, "👍");
      assert.equal(pick(await ines.event(room, event), "unsigned", "m.relations", "m.annotation"), undefined);
    },
  },
  {
    name: "relates to nothing that it does not know, and starts no thread in a thread",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const root = await tobias.say(room, "Anfang");
      const answer = await tobias.say(room, "Antwort", inThread(root));
      const send = `/rooms/${encode(room)}/send/m.room.message`;
      const text = { msgtype: "m.text", body: "x" };
      await ines.refused(400, "M_UNKNOWN", "PUT", `${send}/t1`, { ...text, ...inThread("$unknown") });
      await ines.refused(400, "M_UNKNOWN", "PUT", `${send}/t2`, { ...text, ...inThread(answer) });
    },
  },
  {
    name: "sums a thread up at its first message: how many, the last, and whether the person takes part",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const root = await tobias.say(room, "Anfang");
      await tobias.say(room, "Eins", inThread(root));
      const last = await tobias.say(room, "Zwei", inThread(root));
      const summary = async (reader: JudgedDevice) =>
        pick(await reader.event(room, root), "unsigned", "m.relations", "m.thread");
      assert.deepEqual(
        [pick(await summary(ines), "count"), pick(await summary(ines), "latest_event", "event_id")],
        [2, last],
      );
      assert.equal(pick(await summary(ines), "current_user_participated"), false);
      const other = await tobias.say(room, "Noch einer");
      await ines.say(room, "Eins", inThread(other));
      const entry = await ines.room(room, null, { room: { timeline: { limit: 10 } } });
      const first = pickList(entry, "timeline", "events").find((event) => pick(event, "event_id") === other);
      const found = pick(first, "unsigned", "m.relations", "m.thread");
      assert.deepEqual([pick(found, "count"), pick(found, "current_user_participated")], [1, true]);
    },
  },
  {
    name: "lists threads by their newest answer, all or those of the person",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const [one, two] = [await tobias.say(room, "Eins"), await tobias.say(room, "Zwei")];
      await tobias.say(room, "a", inThread(two));
      await ines.say(room, "b", inThread(one));
      const list = async (query: string) =>
        ids(pickList(await ines.done("GET", `${v1(room)}/threads${query}`), "chunk"));
      assert.deepEqual(await list(""), [one, two]);
      assert.deepEqual(await list("?include=participated"), [one]);
      const page = await ines.done("GET", `${v1(room)}/threads?limit=1`);
      const next = encode(pickText(page, "next_batch"));
      assert.deepEqual(await list(`?limit=1&from=${next}`), [two]);
    },
  },
  {
    name: "lists what relates to an event, newest first, by kind and a page at a time",
    run: async ({ ines, tobias, room: open }) => {
      const room = await open();
      const root = await tobias.say(room, "Anfang");
      const answers = [await ines.say(room, "1", inThread(root)), await tobias.say(room, "2", inThread(root))];
      const reaction = await ines.react(room, root, "👍");
      const path = `${v1(room)}/relations/${encode(root)}`;
      const list = async (more: string) => ids(pickList(await ines.done("GET", `${path}${more}`), "chunk"));
      assert.deepEqual(await list(""), [reaction, ...answers.toReversed()]);
      assert.deepEqual(await list("/m.thread"), answers.toReversed());
      assert.deepEqual(await list("/m.annotation/m.reaction"), [reaction]);
      assert.deepEqual(await list("?dir=f"), [...answers, reaction]);
      const page = await ines.done("GET", `${path}?limit=1`);
      assert.deepEqual(await list(`?limit=1&from=${encode(pickText(page, "next_batch"))}`), [answers[1]]);
      await ines.refused(404, "M_UNKNOWN", "GET", `${v1(room)}/relations/${encode("$unknown")}`);
    },
  },
];
