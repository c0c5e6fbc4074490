import { randomUUID } from "node:crypto";
import { replyInChat } from "@pforte/shared/contract/chat";
import { expect, test } from "vitest";
import { startChatPortal } from "../../test/chat-portal.ts";
import { startCuttingGateway } from "../../test/cutting-gateway.ts";
import { person } from "../../test/person.ts";

const answersEach = 25;

/** Every second one, counted from the first. */
function everySecond(): () => boolean {
  let count = 0;
  return () => {
    count += 1;
    return count % 2 === 1;
  };
}

test("50 answers of two people with every second reply cut, to the page and to the portal, stand once, in order, each under its own name", async () => {
  await using stage = await startChatPortal("jwt");
  const { portal, matrix } = stage;
  const room = matrix.homeserver.createRoom({ name: "Referat 42", members: ["ines", "tobias", "deniz"] });
  const isCutBelow = everySecond();
  let cutBelow = 0;
  matrix.intercept(({ method }, response) => {
    if (method === "PUT" && isCutBelow()) {
      cutBelow += 1;
      // The homeserver does its work, and then nobody hears of it.
      response.writeHead = () => response;
      response.end = () => response.destroy();
    }
    return false;
  });

  let cutAbove = 0;
  async function write(username: string): Promise<{ readonly id: string; readonly text: string }[]> {
    const { jar } = await portal.as(username);
    // Of each person's own: where both take turns, every second of all would be every one of the same person.
    const isCutAbove = everySecond();
    await using gateway = await startCuttingGateway(portal.origin, (method) => method === "POST" && isCutAbove());
    const browser = person(gateway.origin, jar);
    const written: { readonly id: string; readonly text: string }[] = [];
    for (let count = 0; count < answersEach; count += 1) {
      const text = `${username} ${count}`;
      const body = { id: randomUUID(), room: `chat:${room}`, text, inReplyTo: null };
      let id: string | null = null;
      // A page that hears nothing, or that the tool is away, asks again with the same id.
      for (let attempt = 0; id === null && attempt < 12; attempt += 1) {
        id = await browser.call(replyInChat, { body }).then(
          ({ message }) => message,
          () => null,
        );
      }
      written.push({ id: id ?? "never", text });
    }
    cutAbove += gateway.lost;
    return written;
  }
  const [hers, his] = await Promise.all([write("ines"), write("tobias")]);

  const stands = (sender: string) =>
    (matrix.homeserver.rooms.get(room)?.events ?? [])
      .map(({ event }) => event)
      .filter((event) => event.type === "m.room.message" && event.sender === sender)
      .map(({ event_id: id, content }) => ({ id, text: content["body"] }));
  expect(stands("@ines:localhost")).toEqual(hers);
  expect(stands("@tobias:localhost")).toEqual(his);
  expect(cutAbove).toBeGreaterThan(answersEach);
  expect(cutBelow).toBeGreaterThanOrEqual(answersEach);
}, 120_000);
