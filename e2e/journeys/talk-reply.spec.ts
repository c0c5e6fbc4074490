import type { Page } from "@playwright/test";
import { ines } from "../world/people.ts";
import type { World } from "../world/world.ts";
import { expect, signIn, test } from "../support/journey.ts";

let count = 0;
/** A room in which Ines is asked something. */
function question(world: World, word: string) {
  count += 1;
  const name = `${word} ${count}`;
  const { homeserver } = world.matrix;
  const id = homeserver.createRoom({ name, members: ["deniz", ines.username] });
  homeserver.say(id, "deniz", `Frage in ${name}`, { mentions: [ines.username] });
  const answers = () =>
    (homeserver.rooms.get(id)?.events ?? [])
      .filter(({ event }) => event.type === "m.room.message" && event.sender.startsWith("@ines:"))
      .map(({ event }) => event.content["body"]);
  return { id, name, answers };
}

const cardRow = (page: Page, name: string) =>
  page.getByRole("region", { name: "Chat" }).getByRole("listitem").filter({ hasText: name });

async function write(page: Page, name: string, text: string): Promise<void> {
  await page.getByRole("textbox", { name: `Antwort an ${name}` }).fill(text);
  await page.keyboard.press("Enter");
}

test.describe("a short answer", () => {
  test("from the start page can be taken back, arrives once, and reads the room", async ({ open, world }) => {
    const { name, answers } = question(world, "Rückfrage");
    const { page } = await open();
    await signIn(page, ines);
    const row = cardRow(page, name);
    await row.hover();
    await row.getByRole("button", { name: /Antworten/u }).click();
    await write(page, name, "Bis morgen");
    await page.getByRole("button", { name: `Rückgängig: Antwort an ${name}` }).click();
    await expect(page.getByRole("textbox", { name: `Antwort an ${name}` })).toHaveValue("Bis morgen");
    expect(answers()).toEqual([]);
    await write(page, name, "Bis übermorgen");
    await expect.poll(answers, { timeout: 15_000 }).toEqual(["Bis übermorgen"]);
    await expect(row).not.toContainText("ungelesen", { timeout: 15_000 });
  });

  test("from the inbox leaves at once with its page, and takes the item out of the inbox", async ({ open, world }) => {
    const { name, answers } = question(world, "Termin");
    const { page } = await open();
    await signIn(page, ines, "/inbox");
    const item = page.getByRole("row").filter({ hasText: name });
    await expect(item).toBeVisible({ timeout: 15_000 });
    await item.hover();
    await item.getByRole("button", { name: /^Antworten/u }).click();
    await write(page, name, "Passt");
    await page.goto("about:blank");
    await expect.poll(answers).toEqual(["Passt"]);
    await page.goto("/inbox");
    await expect(page.getByRole("row").first()).toBeVisible();
    await expect(item).toHaveCount(0, { timeout: 15_000 });
  });

  test("that could not be sent stays with its reason, and is sent once on request though replies are cut", async ({
    open,
    world,
  }) => {
    test.setTimeout(90_000);
    const { name, answers } = question(world, "Leitung");
    const { page, guard } = await open();
    guard.expectConsole("Failed to load resource");
    await signIn(page, ines);
    const row = cardRow(page, name);
    await expect(row).toBeVisible();
    await row.hover();
    await row.getByRole("button", { name: /Antworten/u }).click();
    await world.matrix.down();
    await write(page, name, "Kommt an");
    const again = page.getByRole("button", { name: `Erneut senden: Antwort an ${name}` });
    await expect(again).toBeVisible({ timeout: 30_000 });
    await world.matrix.up();
    world.matrix.loseReplies("send");
    try {
      await expect(async () => {
        if (await again.isVisible()) await again.click();
        expect(answers()).toEqual(["Kommt an"]);
        await expect(again).toHaveCount(0, { timeout: 3000 });
      }).toPass({ timeout: 45_000 });
    } finally {
      world.matrix.loseReplies(null);
    }
    expect(answers()).toEqual(["Kommt an"]);
  });
});
