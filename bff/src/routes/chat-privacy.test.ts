import { randomUUID } from "node:crypto";
import { replyInChat } from "@pforte/shared/contract/chat";
import { readHome } from "@pforte/shared/contract/home";
import { actOnInbox, readInbox } from "@pforte/shared/contract/inbox";
import { changePreferences } from "@pforte/shared/contract/preferences";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startChatPortal } from "../../test/chat-portal.ts";
import { openStream } from "../../test/open-stream.ts";
import type { TestPerson } from "../../test/person.ts";

type Stage = Awaited<ReturnType<typeof startChatPortal>>;

describe("what others see of a person in the chat", () => {
  let stage: Stage;
  let ines: TestPerson;
  let room: string;

  beforeEach(async () => {
    stage = await startChatPortal("jwt", { overrides: { outboxPace: { pollMilliseconds: 100 } } });
    ines = await stage.portal.as("ines");
    room = stage.matrix.homeserver.createRoom({ name: "Referat 42", members: ["ines", "tobias", "deniz"] });
  });

  afterEach(async () => stage[Symbol.asyncDispose]());

  const mention = (text: string) => stage.matrix.homeserver.say(room, "deniz", text, { mentions: ["ines", "tobias"] });
  const shown = async (who = ines) =>
    (await who.call(readInbox, { query: {} })).items.find(({ source }) => source === "chat");
  async function read(who = ines): Promise<string | undefined> {
    await expect.poll(async () => (await shown(who))?.isRead, { timeout: 5000 }).toBe(false);
    const item = await shown(who);
    const changes = item?.changes.map(({ id }) => id) ?? [];
    const act = { id: randomUUID(), act: "read" as const, item: item?.id ?? "", changes };
    return (await who.call(actOnInbox, { body: { acts: [act] } })).outcomes[0]?.state;
  }
  /** The kinds of receipts that reached the homeserver, whatever way they took. */
  const receipts = () =>
    stage.matrix.requests.flatMap(({ path, body }) => {
      const kinds = Object.keys(Object(body)).filter((key) => key.startsWith("m.read"));
      const kind = /\/receipt\/([^/]+)\//u.exec(path)?.[1];
      return path.includes("/rooms/") ? [...kinds, ...(kind === undefined ? [] : [kind])] : [];
    });

  test("is up to them: both choices are kept, stand alone, and come with the start page", async () => {
    const choices = async () => {
      const { sendTyping, sendReadReceipts } = await ines.call(readHome);
      return { sendTyping, sendReadReceipts };
    };
    expect(await choices()).toEqual({ sendTyping: true, sendReadReceipts: true });
    // As an earlier release has written it.
    await ines.call(changePreferences, { body: { appearance: "dark" } });
    await stage.portal.database.query(`update person_settings set preferences = '{"appearance":"dark"}'`);
    const off = await ines.call(changePreferences, { body: { sendReadReceipts: false } });
    expect(off).toMatchObject({ appearance: "dark", sendTyping: true, sendReadReceipts: false });
    expect(await choices()).toEqual({ sendTyping: true, sendReadReceipts: false });
    await ines.call(changePreferences, { body: { sendTyping: false, sendReadReceipts: true } });
    expect(await choices()).toEqual({ sendTyping: false, sendReadReceipts: true });
    const response = await ines.send("PATCH", changePreferences.path, { body: '{"sendTyping":"no"}' });
    expect(response.status).toBe(400);
  });

  test("is how far they have read, unless they do not want that: then it is seen by nobody, and counted all the same", async () => {
    mention("Gelesen?");
    expect(await read()).toBe("applied");
    expect(receipts()).toEqual(["m.read"]);
    stage.matrix.forget();
    await ines.call(changePreferences, { body: { sendReadReceipts: false } });
    mention("Und jetzt?");
    expect(await read()).toBe("applied");
    mention("Antwort?");
    const body = { id: randomUUID(), room: `chat:${room}`, text: "Ja", inReplyTo: null };
    await ines.call(replyInChat, { body });
    expect(receipts()).toEqual(["m.read.private", "m.read.private"]);
  });

  test("is each person's own choice", async () => {
    const tobias = await stage.portal.as("tobias");
    await ines.call(changePreferences, { body: { sendReadReceipts: false } });
    mention("Gelesen?");
    expect(await read(tobias)).toBe("applied");
    expect(receipts()).toEqual(["m.read"]);
    expect(await read()).toBe("applied");
    expect(receipts()).toEqual(["m.read", "m.read.private"]);
  });

  test("follows the choice of the moment in which an act reaches the homeserver, not of that in which it was made", async () => {
    mention("Gelesen?");
    await expect.poll(async () => (await shown())?.isRead, { timeout: 5000 }).toBe(false);
    await stage.matrix.down();
    expect(await read()).toBe("waiting");
    await ines.call(changePreferences, { body: { sendReadReceipts: false } });
    stage.matrix.forget();
    await stage.matrix.up();
    await expect.poll(receipts, { timeout: 20_000 }).toEqual(["m.read.private"]);
  }, 30_000);

  test("is never that they are online: nothing that the portal does says so", async () => {
    const stream = await openStream(stage.portal.origin, ines);
    mention("Gelesen?");
    expect(await read()).toBe("applied");
    await ines.call(replyInChat, { body: { id: randomUUID(), room: `chat:${room}`, text: "Ja", inReplyTo: null } });
    const invited = stage.matrix.homeserver.createRoom({ name: "Umzug", members: ["deniz"] });
    stage.matrix.homeserver.setMembership(invited, "ines", "invite", "deniz");
    await expect.poll(async () => (await shown())?.object.title, { timeout: 5000 }).toBe("Umzug");
    await stream.close();
    const { requests } = stage.matrix;
    const syncs = requests.filter(({ path }) => path.endsWith("/sync"));
    expect(syncs.length).toBeGreaterThan(2);
    expect(new Set(syncs.map(({ query }) => query.get("set_presence")))).toEqual(new Set(["offline"]));
    expect(requests.filter(({ path }) => path.includes("/presence/") || path.includes("/typing/"))).toEqual([]);
  });
});
