import { ines } from "../world/people.ts";
import { unitRoom } from "../world/matrix-demo-unit.ts";
import { expect, expectHome, promised, signIn, signOut, test, tile } from "../support/journey.ts";

test.describe("the chat card", () => {
  test("shows the person's rooms by their own account, and a new message within two seconds, with the badge", async ({
    open,
    world,
  }) => {
    const { page } = await open();
    await signIn(page, ines);
    const card = page.getByRole("region", { name: "Chat" });
    await expect(card.getByText("Referat 42 – Wasserrecht")).toBeVisible();
    const text = `Bitte um Freigabe ${Date.now()}`;
    await promised("a message on the other's home", 2000, async (timeout) => {
      world.matrix.homeserver.say(unitRoom, "deniz", text);
      await expect(card.getByText(text)).toBeVisible({ timeout });
    });
    await expect(tile(page, "Chat")).toContainText(/[1-9]/u);
  });

  test("is there at once for a person who signs out at one place and in again, while another place is still open", async ({
    open,
  }) => {
    const first = await open();
    await signIn(first.page, ines);
    await expect(first.page.getByRole("region", { name: "Chat" })).toContainText("Referat 42 – Wasserrecht");
    for (let round = 0; round < 2; round += 1) {
      const { page, guard } = await open();
      // A card that is asked for in the moment of the sign-out is refused, and browsers print every 401.
      guard.expectConsole("status of 401");
      await signIn(page, ines);
      await expect(page.getByRole("region", { name: "Chat" })).toContainText("Referat 42 – Wasserrecht");
      await signOut(page, ines);
      await expect(page.getByRole("heading", { name: "Sie sind abgemeldet" })).toBeVisible();
    }
    await expectHome(first.page, ines);
  });

  test("a homeserver that is down costs only its card, which says since when and recovers", async ({ open, world }) => {
    const { page, guard } = await open();
    guard.expectConsole("Failed to load resource");
    await signIn(page, ines);
    const card = page.getByRole("region", { name: "Chat" });
    await expect(card.getByText("Referat 42 – Wasserrecht")).toBeVisible();
    await world.matrix.down();
    await page.reload();
    await expect(tile(page, "Mail")).toBeVisible();
    await expect(card).toContainText(/\d{2}:\d{2} Uhr/u, { timeout: 15_000 });
    await world.matrix.up();
    const again = card.getByRole("button", { name: "Erneut versuchen" });
    await expect(async () => {
      if (await again.isVisible()) {
        await again.click();
      }
      await expect(card).not.toContainText("antwortet gerade nicht", { timeout: 1000 });
      await expect(card.getByText("Referat 42 – Wasserrecht")).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 40_000 });
  });
});
