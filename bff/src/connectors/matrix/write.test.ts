import { sendJson } from "@pforte/e2e/world/matrix-http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startMatrixStage } from "../../../test/matrix-stage.ts";
import { transactionField } from "./write.ts";

type Stage = Awaited<ReturnType<typeof startMatrixStage>>;
type Message = Parameters<Stage["write"]>[1];

describe("a short answer", () => {
  let stage: Stage;
  let room: string;

  beforeEach(async () => {
    stage = await startMatrixStage();
    room = stage.homeserver.createRoom({ name: "Referat 42", members: ["ines", "deniz"] });
  });

  afterEach(async () => stage[Symbol.asyncDispose]());

  const message = (some: Partial<Message> = {}): Message => ({
    text: "Ja, bis 14 Uhr",
    transaction: "one",
    inReplyTo: null,
    mayBeThere: false,
    ...some,
  });
  const write = async (some: Partial<Message> = {}, into = room) => stage.write(into, message(some));
  const messages = () =>
    (stage.homeserver.rooms.get(room)?.events ?? [])
      .map(({ event }) => event)
      .filter(({ type, sender }) => type === "m.room.message" && sender === "@ines:localhost");
  const writes = () => stage.standIn.requests.filter(({ method }) => method === "PUT");
  const receipts = () =>
    stage.standIn.requests.filter(({ path }) => path.endsWith("/read_markers")).map(({ body }) => body);

  test("is a plain text that mentions nobody, and is named by the homeserver", async () => {
    const { id } = await write();
    expect(messages()).toMatchObject([{ event_id: id }]);
    expect(messages()[0]?.content).toEqual({
      msgtype: "m.text",
      body: "Ja, bis 14 Uhr",
      "m.mentions": {},
      [transactionField]: "one",
    });
  });

  test("names what it answers and mentions who wrote that", async () => {
    const question = stage.homeserver.say(room, "deniz", "Bis wann?");
    await write({ inReplyTo: question });
    expect(messages()[0]?.content).toMatchObject({
      "m.mentions": { user_ids: ["@deniz:localhost"] },
      "m.relates_to": { "m.in_reply_to": { event_id: question } },
    });
    expect(messages()[0]?.content["m.relates_to"]).not.toHaveProperty("rel_type");
  });

  test("stays in the thread of what it answers", async () => {
    const root = stage.homeserver.say(room, "deniz", "Wer kommt mit?");
    const question = stage.homeserver.say(room, "deniz", "Ines?", { thread: root });
    await write({ inReplyTo: question });
    expect(messages()[0]?.content["m.relates_to"]).toEqual({
      rel_type: "m.thread",
      event_id: root,
      is_falling_back: false,
      "m.in_reply_to": { event_id: question },
    });
  });

  test("to an own message mentions nobody", async () => {
    const own = stage.homeserver.say(room, "ines", "Ich frage nach.");
    await write({ inReplyTo: own });
    expect(messages().at(-1)?.content).toMatchObject({
      "m.mentions": {},
      "m.relates_to": { "m.in_reply_to": { event_id: own } },
    });
  });

  test.each(["$gone", "$with/slash"])(
    "to a message that the room does not have (%s) is a message",
    async (inReplyTo) => {
      await write({ inReplyTo });
      expect(messages()).toHaveLength(1);
      expect(messages()[0]?.content).not.toHaveProperty("m.relates_to");
    },
  );

  test("holds no half characters, which a homeserver would refuse", async () => {
    await write({ text: "halb \ud83d" });
    expect(messages()[0]?.content["body"]).toBe("halb \ufffd");
  });

  test("written twice under one transaction is one message with one name", async () => {
    const [first, second] = [await write(), await write()];
    expect(second).toEqual(first);
    expect(messages()).toHaveLength(1);
    expect(await write({ transaction: "two" })).not.toEqual(first);
    expect(messages()).toHaveLength(2);
  });

  test("tried again from another device is found in the room, and not written again", async () => {
    const first = await write();
    for (let count = 0; count < 30; count += 1) stage.homeserver.say(room, "deniz", `Nebenbei ${count}`);
    stage.signInAnew();
    stage.standIn.forget();
    expect(await write({ mayBeThere: true })).toEqual(first);
    expect(writes()).toEqual([]);
    expect(messages()).toHaveLength(1);
  });

  test("is not taken for one that somebody else wrote under the same transaction, nor for anything odd", async () => {
    const content = { msgtype: "m.text", body: "x", [transactionField]: "one" };
    stage.homeserver.say(room, "deniz", "", { content });
    // A homeserver that does not filter.
    const chunk = [
      null,
      {},
      { sender: "@deniz:localhost", event_id: "$1", content },
      { sender: "@ines:localhost", content },
    ];
    stage.standIn.intercept((seen, response) => {
      if (!seen.path.endsWith("/messages")) return false;
      sendJson(response, 200, { start: "t1", chunk });
      return true;
    });
    await write({ mayBeThere: true });
    expect(messages()).toHaveLength(1);
  });

  test("is not written while nobody can say whether it is there already", async () => {
    stage.standIn.intercept((seen, response) => {
      if (!seen.path.endsWith("/messages")) return false;
      sendJson(response, 500, { errcode: "M_UNKNOWN" });
      return true;
    });
    await expect(write({ mayBeThere: true })).rejects.toMatchObject({ reason: "unavailable" });
    expect(writes()).toEqual([]);
  });

  test("is never written into an encrypted room, in which everybody could read it", async () => {
    stage.homeserver.setState(room, "deniz", "m.room.encryption", { algorithm: "m.megolm.v1.aes-sha2" });
    await expect(write()).rejects.toMatchObject({ reason: "conflict", code: "room_encrypted" });
    expect(writes()).toEqual([]);
  });

  test("is not written where the room was encrypted while what it answers was looked up", async () => {
    const question = stage.homeserver.say(room, "deniz", "Bis wann?");
    stage.standIn.intercept((seen, response) => {
      if (!seen.path.includes("/event/")) return false;
      setTimeout(() => {
        stage.homeserver.setState(room, "deniz", "m.room.encryption", { algorithm: "m.megolm.v1.aes-sha2" });
        sendJson(response, 200, { sender: "@deniz:localhost", content: {} });
      }, 150);
      return true;
    });
    await expect(write({ inReplyTo: question })).rejects.toMatchObject({ code: "room_encrypted" });
    expect(writes()).toEqual([]);
  });

  const noProof: readonly (readonly [number, unknown])[] = [
    [404, { errcode: "M_UNRECOGNIZED" }],
    [404, "<p>Not found</p>"],
    [403, { errcode: "M_FORBIDDEN" }],
    [500, { errcode: "M_UNKNOWN" }],
    [200, null],
  ];
  test.each(noProof)(
    "is not written where a %s (%j) leaves open whether the room is encrypted",
    async (status, body) => {
      stage.standIn.intercept((seen, response) => {
        if (!seen.path.includes("/state/m.room.encryption")) return false;
        sendJson(response, status, body);
        return true;
      });
      await expect(write()).rejects.toMatchObject({ name: "UpstreamError" });
      expect(writes()).toEqual([]);
    },
  );

  test.each(["!gone:localhost", "..", "!a/b:localhost", ""])("finds no room called %j", async (id) => {
    await expect(write({}, id)).rejects.toSatisfy(
      ({ reason }: { reason?: string }) => reason === "forbidden" || reason === "not_found",
    );
    expect(writes()).toEqual([]);
  });

  test("is refused where the person is no longer in the room", async () => {
    stage.homeserver.setMembership(room, "ines", "leave");
    await expect(write()).rejects.toMatchObject({ reason: "forbidden" });
    expect(messages()).toEqual([]);
  });

  test("says how long to wait where the homeserver is asked too much", async () => {
    stage.standIn.rateLimit({ milliseconds: 2500 });
    await expect(write()).rejects.toMatchObject({ reason: "rate_limited", retryAfterSeconds: 3 });
  });

  test("marks the room as read up to itself, for everybody or, where the person wants that, for nobody else", async () => {
    const { id } = await write();
    expect(receipts()).toEqual([{ "m.fully_read": id, "m.read": id }]);
    stage.letReceiptsBeSeen(false);
    stage.standIn.forget();
    const { id: second } = await write({ transaction: "two" });
    expect(receipts()).toEqual([{ "m.fully_read": second, "m.read.private": second }]);
  });

  test("is written also where the room cannot be marked as read, which is in the log", async () => {
    stage.standIn.intercept((seen, response) => {
      if (!seen.path.endsWith("/read_markers")) return false;
      sendJson(response, 500, { errcode: "M_UNKNOWN" });
      return true;
    });
    await write();
    expect(messages()).toHaveLength(1);
    expect(stage.log.text()).toContain("A room was not marked as read after a message was written.");
    expect(stage.log.text()).not.toContain("14 Uhr");
  });
});
