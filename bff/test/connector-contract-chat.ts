import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { CallContext, Connection } from "../src/connectors/kit/connector.ts";
import type { OutgoingMessage } from "../src/connectors/kit/chat.ts";
import { UpstreamError } from "../src/connectors/kit/upstream-error.ts";
import { sendReal } from "./connector-contract-carrier.ts";
import type { ContractCase, Judge } from "./connector-contract.ts";

const text = "Canary-Antwort";

const message = (some: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  text,
  transaction: randomUUID(),
  inReplyTo: null,
  mayBeThere: false,
  ...some,
});

const appliesTo = ({ connector: { chat } }: Connection) => chat?.write !== undefined;

async function write(judge: Judge, room: string, what: OutgoingMessage): Promise<string> {
  return judge.with({}, async ({ connector: { chat } }: Connection, call: CallContext) => {
    if (chat?.write === undefined) throw new Error("The connector does not write.");
    return (await chat.write(call, room, what)).id;
  });
}

async function failure(writing: Promise<string>): Promise<UpstreamError> {
  const error = await writing.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof UpstreamError, "A message was written, or failed in an unknown way.");
  return error;
}

async function roomOf(judge: Judge): Promise<string> {
  const { room } = judge.tool.known ?? (await judge.survey());
  assert.ok(room !== null, "The judged tool has no room to write into.");
  return room;
}

/** Requests that change something, in whatever way the tool wants them. */
const changing = (judge: Judge) => judge.carrier.seen.filter(({ method }) => method !== "GET");

/** Cases about what is written into rooms. */
export const chatCases: readonly ContractCase[] = [
  {
    name: "a message that is written twice",
    appliesTo,
    async run(judge) {
      const room = await roomOf(judge);
      const one = message();
      const first = await write(judge, room, one);
      assert.notEqual(first, "");
      assert.equal(await write(judge, room, one), first, "One transaction made two messages.");
      assert.equal(await write(judge, room, { ...one, mayBeThere: true }), first, "What is there was not found.");
      assert.notEqual(await write(judge, room, message()), first, "Two transactions made one message.");
      return 4;
    },
  },
  {
    name: "a message whose reply was lost",
    appliesTo,
    async run(judge) {
      const room = await roomOf(judge);
      let lost: string | null = null;
      judge.carrier.disturb(async (response, ask, { method }) => {
        const real = await ask();
        if (method === "GET" || lost !== null) return sendReal(response, real);
        lost = real.body.toString();
        response.destroy();
      });
      const one = message();
      const error = await failure(write(judge, room, one));
      assert.equal(error.reason, "unavailable", "Whoever does not know what became of it must say so.");
      const again = await write(judge, room, { ...one, mayBeThere: true });
      assert.ok(String(lost).includes(again), "The message was written a second time.");
      return 2;
    },
  },
  {
    name: "a message for an encrypted room",
    appliesTo,
    async run(judge) {
      const { encryptedRoom } = judge.tool.known ?? (await judge.survey());
      assert.ok(encryptedRoom !== null, "The judged tool has no encrypted room.");
      judge.carrier.seen.splice(0);
      assert.equal((await failure(write(judge, encryptedRoom, message()))).code, "room_encrypted");
      assert.deepEqual(changing(judge), [], "Something was sent into an encrypted room.");
      return 1;
    },
  },
  {
    name: "a message for a room that is gone",
    appliesTo,
    async run(judge) {
      const room = await roomOf(judge);
      // Of the tool's own form, and none of its rooms.
      const gone = `${room.slice(0, 1)}gone${room.slice(5)}`;
      for (const each of [gone, "", "..", "a/b"]) {
        const { reason } = await failure(write(judge, each, message()));
        assert.ok(reason === "forbidden" || reason === "not_found", `A room that is gone is ${reason}.`);
      }
      return 4;
    },
  },
];
