import { ines, katharina } from "../world/people.ts";
import type { World } from "../world/world.ts";
import { expect, promised, signIn, signOut, test } from "../support/journey.ts";
import { talkPage } from "../support/talk-page.ts";

let count = 0;
/** A room of its own, so that journeys do not meet. */
function aRoom(world: World, word: string, more: { encrypted?: boolean } = {}) {
  count += 1;
  const name = `${word} ${count}`;
  const id = world.matrix.homeserver.createRoom({
    name,
    members: ["deniz", ines.username, katharina.username],
    ...more,
  });
  world.matrix.homeserver.say(id, "deniz", `Willkommen in ${name}`, more.encrypted === true ? secret : {});
  return { id, name };
}

const secret = { type: "m.room.encrypted", content: { algorithm: "m.megolm.v1.aes-sha2", ciphertext: "x" } };

/** The texts of a room as the homeserver has them. */
const textsOf = (world: World, room: string) =>
  (world.matrix.homeserver.rooms.get(room)?.events ?? [])
    .filter(({ event }) => event.type === "m.room.message")
    .map(({ event }) => event.content["body"]);

test.describe("the chat", () => {
  test("shows a room and what is written in it within two seconds, and sends what the person writes", async ({
    open,
    world,
  }) => {
    const room = aRoom(world, "Deichschau");
    const { page } = await open();
    await signIn(page, ines);
    const talk = talkPage(page);
    await talk.open(room.name);
    await expect(talk.message(`Willkommen in ${room.name}`)).toBeVisible();
    await promised("a colleague's message in the open room", 2000, async (timeout) => {
      world.matrix.homeserver.say(room.id, "deniz", "Der Bagger ist da");
      await expect(talk.message("Der Bagger ist da")).toBeVisible({ timeout });
    });
    await talk.send("Dann fangen wir an");
    await expect.poll(() => textsOf(world, room.id)).toContain("Dann fangen wir an");
    await expect(talk.message("Dann fangen wir an")).toHaveCount(1);
    // What was seen is read for others, and gone from the badge.
    const receipts = () => [...(world.matrix.homeserver.rooms.get(room.id)?.receipts.values() ?? [])];
    await expect.poll(() => receipts().some(({ user }) => user === "@ines:localhost")).toBe(true);
  });

  test("is opened by the address of a room, and comes back to it after a sign-in", async ({ open, world }) => {
    const room = aRoom(world, "Adresse");
    const { page } = await open();
    await page.goto(`/chat/${encodeURIComponent(`chat:${room.id}`)}`);
    await page.getByRole("button", { name: "Ines Marquardt" }).click();
    await expect(talkPage(page).message(`Willkommen in ${room.name}`)).toBeVisible();
    await page.goto("/chat/chat%3A!gibtesnicht%3Alocalhost");
    await expect(page.getByText("Diesen Raum gibt es hier nicht")).toBeVisible();
  });

  test("answers, reacts, edits and removes by keyboard and pointer", async ({ open, world }) => {
    const room = aRoom(world, "Taten");
    const { page } = await open();
    await signIn(page, ines);
    const talk = talkPage(page);
    await talk.open(room.name);
    await talk.act(`Willkommen in ${room.name}`, "Antworten");
    await talk.send("Danke fürs Anlegen");
    await expect.poll(() => textsOf(world, room.id).at(-1)).toContain("Danke fürs Anlegen");
    await talk.composer.press("ArrowUp");
    await expect(talk.composer).toHaveValue("Danke fürs Anlegen");
    await talk.composer.fill("Danke fürs Einrichten");
    await talk.composer.press("Enter");
    await expect(talk.message("Danke fürs Einrichten")).toContainText("bearbeitet");
    await talk.act(`Willkommen in ${room.name}`, "Reagieren");
    await page.getByRole("button", { name: /Daumen hoch/u }).click();
    await expect(
      talk.message(`Willkommen in ${room.name}`).first().getByRole("button", { pressed: true }),
    ).toBeVisible();
    await talk.act("Danke fürs Einrichten", "Weitere Aktionen");
    await page.getByRole("menuitem", { name: "Entfernen" }).click();
    await page.getByRole("alertdialog").or(page.getByRole("dialog")).getByRole("button", { name: "Entfernen" }).click();
    await expect(talk.message("Diese Nachricht wurde entfernt.")).toBeVisible();
  });

  test("lets ten messages arrive once and in order though every second reply is cut", async ({ open, world }) => {
    const room = aRoom(world, "Funkloch");
    const { page, guard } = await open();
    guard.expectConsole("Failed to load resource");
    await signIn(page, ines);
    const talk = talkPage(page);
    await talk.open(room.name);
    world.matrix.loseReplies("send");
    const texts = Array.from({ length: 10 }, (_, index) => `Zeile ${index}`);
    try {
      for (const text of texts) await talk.send(text);
      await expect.poll(() => textsOf(world, room.id).slice(1), { timeout: 60_000 }).toEqual(texts);
      await expect.poll(async () => talk.texts(/Zeile \d/u)).toEqual(texts);
    } finally {
      world.matrix.loseReplies(null);
    }
  });

  test("keeps what could not be sent, says so, and sends it once on request", async ({ open, world }) => {
    test.setTimeout(120_000);
    const room = aRoom(world, "Ausfall");
    const { page, guard } = await open();
    guard.expectConsole("Failed to load resource");
    guard.expectConsole("net::ERR");
    await signIn(page, ines);
    const talk = talkPage(page);
    await talk.open(room.name);
    await world.matrix.down();
    await talk.send("Kommt das an?");
    const again = talk.message("Kommt das an?").getByRole("button", { name: /Erneut senden/u });
    await expect(again).toBeVisible({ timeout: 60_000 });
    await world.matrix.up();
    await again.click();
    await expect.poll(() => textsOf(world, room.id), { timeout: 40_000 }).toContain("Kommt das an?");
    expect(textsOf(world, room.id).filter((text) => text === "Kommt das an?")).toHaveLength(1);
    await expect(again).toHaveCount(0);
  });

  test("shows an encrypted room by name and count, and nothing can be written into it, not even past the page", async ({
    open,
    world,
  }) => {
    const room = aRoom(world, "Personalsache", { encrypted: true });
    const { page, guard } = await open();
    guard.expectConsole("Failed to load resource");
    await signIn(page, ines);
    const talk = talkPage(page);
    await talk.open();
    await talk.room(room.name).click();
    await expect(page.getByText("Dieser Raum ist verschlüsselt.")).toBeVisible();
    await expect(page.getByRole("link", { name: "In Element öffnen" })).toBeVisible();
    await expect(talk.composer).toHaveCount(0);
    const status = await page.evaluate(async (id) => {
      const path = `/api/chat/matrix/chat/_matrix/client/v3/rooms/${encodeURIComponent(id)}/send/m.room.message/t1`;
      const body = JSON.stringify({ msgtype: "m.text", body: "Klartext" });
      const headers = { "content-type": "application/json", "x-pforte": "1" };
      return (await fetch(path, { method: "PUT", headers, body })).status;
    }, room.id);
    expect(status).toBe(403);
    expect(textsOf(world, room.id)).toEqual([]);
  });

  test("accepts and declines invitations, and says who was removed by whom", async ({ open, world }) => {
    const { homeserver } = world.matrix;
    const [yes, no] = ["Zusage", "Absage"].map((word) => homeserver.createRoom({ name: word, members: ["ole"] }));
    for (const id of [yes ?? "", no ?? ""]) homeserver.setMembership(id, ines.username, "invite", "ole");
    const { page } = await open();
    await signIn(page, ines);
    const talk = talkPage(page);
    await talk.open();
    await talk.room("Zusage").click();
    await page.getByRole("button", { name: "Annehmen" }).click();
    await expect(talk.composer).toBeVisible();
    await talk.room("Absage").click();
    await page.getByRole("button", { name: "Ablehnen" }).click();
    await expect(talk.room("Absage")).toHaveCount(0);
    await talk.room("Zusage").click();
    await expect(talk.composer).toBeVisible();
    homeserver.setMembership(yes ?? "", ines.username, "leave", "ole");
    await expect(page.getByText(/hat Sie aus diesem Raum entfernt/u)).toBeVisible();
  });

  test("forgets everything at sign-out, and takes both of its devices away", async ({ open, world }) => {
    const room = aRoom(world, "Abschied");
    const { page } = await open();
    const devices = () => world.matrix.devices.of("@katharina:localhost").map(({ id }) => id);
    // Browsers of other journeys were closed without a sign-out.
    const others = new Set(devices());
    const own = () => devices().filter((id) => !others.has(id)).length;
    await signIn(page, katharina);
    const talk = talkPage(page);
    await talk.open(room.name);
    await talk.composer.fill("Noch nicht fertig");
    expect(own()).toBe(2);
    await signOut(page, katharina);
    await expect(page.getByRole("heading", { name: "Sie sind abgemeldet" })).toBeVisible();
    await expect.poll(own).toBe(0);
    expect(
      await page.evaluate(() => JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)])),
    ).not.toContain("fertig");
    await signIn(page, ines);
    await talk.open(room.name);
    await expect(talk.composer).toHaveValue("");
  });
});
