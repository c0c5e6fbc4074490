import type { Desk } from "./desk.ts";
import { chatErrorOf, MatrixFailure, path } from "./matrix-call.ts";
import { editContent } from "./outgoing.ts";
import { text, type Json, type RawEvent } from "./raw-event.ts";
import type { Timeline } from "./timeline.ts";

/** What can be done to messages that are there; each rejects with a `ChatError`. */
export interface TalkActs {
  edit(id: string, text: string): Promise<void>;
  redact(id: string): Promise<void>;
  toggleReaction(id: string, key: string): Promise<void>;
}

/** How often an act is repeated that found no connection; the transaction makes it happen once. */
const repetitions = 2;
const pauseMilliseconds = 700;

export function createTalkActs(room: string, desk: Desk, timeline: Timeline): TalkActs {
  const underWay = new Set<string>();

  const put = async (where: string, body: Json): Promise<string | null> => {
    for (let left = repetitions; ; left -= 1) {
      try {
        return text((await desk.ask({ method: "PUT", path: where, body }))["event_id"]);
      } catch (error) {
        if (left === 0 || !(error instanceof MatrixFailure) || !error.isConnection) {
          throw chatErrorOf(error, desk.now);
        }
        await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
      }
    }
  };
  const send = (type: string, body: Json): Promise<string | null> =>
    put(path`/v3/rooms/${room}/send/${type}/${crypto.randomUUID()}`, body);
  const redact = async (target: string): Promise<void> => {
    const id = await put(path`/v3/rooms/${room}/redact/${target}/${crypto.randomUUID()}`, {});
    timeline.happened(own("m.room.redaction", id ?? "", {}, target));
  };
  /** What was just done, as it will come back with the next answer. */
  const own = (type: string, id: string, content: Json, redacts: string | null): RawEvent => ({
    id,
    type,
    content,
    redacts,
    sender: desk.account,
    at: desk.now(),
    stateKey: null,
    unsigned: {},
  });
  const ownReaction = (id: string, key: string): RawEvent | undefined =>
    timeline.relations
      .reactionsOf(id)
      .get(key)
      ?.find(({ sender }) => sender === desk.account);

  return {
    edit: async (id, words) => {
      const event = timeline.events.find((each) => each.id === id);
      const content = editContent(id, words, event?.content ?? {});
      const edit = await send("m.room.message", content);
      if (edit !== null) {
        timeline.happened(own("m.room.message", edit, content, null));
      }
    },
    redact,
    toggleReaction: async (id, key) => {
      const name = `${id} ${key}`;
      // A second click before the first has come back would do the same again.
      if (underWay.has(name)) {
        return;
      }
      underWay.add(name);
      try {
        const before = ownReaction(id, key);
        if (before !== undefined) {
          return await redact(before.id);
        }
        const content = { "m.relates_to": { rel_type: "m.annotation", event_id: id, key } };
        const reaction = await send("m.reaction", content);
        if (reaction !== null) {
          timeline.happened(own("m.reaction", reaction, content, null));
        }
      } finally {
        underWay.delete(name);
      }
    },
  };
}
