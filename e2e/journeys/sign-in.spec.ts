import { katharina, ines, tobias } from "../world/people.ts";
import { choose, expect, expectHome, promised, signIn, signOut, test, tile } from "../support/journey.ts";

/** A page that asks in the very moment in which its session ends is told so, and browsers print every 401. */
const lateQuestion = "status of 401";

test.describe("arriving", () => {
  test("one choice at the identity provider, and the tiles are in the first HTML; later no click at all", async ({
    open,
    world,
  }) => {
    const { page } = await open();
    await page.goto("/");
    const document = page.waitForResponse(
      (response) => response.url() === `${world.address}/` && response.status() === 200,
    );
    await choose(page, ines);
    const html = await (await document).text();
    expect(html).toMatch(/<a [^>]*href="http:\/\/files\.localhost/u);
    expect(html).not.toMatch(/ style="|<script(?! [^>]*(?:src=|type="application\/json"))/u);
    await expectHome(page, ines);
    // The same person tomorrow: no session here, one at the identity provider.
    await page.goto("about:blank");
    await page.context().clearCookies({ name: "portal" });
    await page.goto("/");
    await expectHome(page, ines);
  });

  test("a page without a session comes back to that very page", async ({ open, world }) => {
    const { page } = await open();
    await page.goto("/?from=mail");
    await choose(page, ines);
    await expect(page).toHaveURL(`${world.address}/?from=mail`);
  });

  test("each person sees the tiles of their groups and nothing of the others, not even in the source", async ({
    open,
  }) => {
    const [first, second, third] = [await open(), await open(), await open()];
    await signIn(first.page, ines);
    await signIn(second.page, tobias);
    await signIn(third.page, katharina);
    await expect(tile(first.page, "Wiki")).toBeVisible();
    await expect(tile(second.page, "Mail")).toBeVisible();
    await expect(tile(second.page, "Wiki")).toHaveCount(0);
    expect(await second.page.content()).not.toContain("Wiki");
    await expect(tile(third.page, "Verwaltung")).toBeVisible();
    expect(await first.page.content()).not.toContain("Verwaltung");
  });

  test("without JavaScript the tiles are there and open their tools, signed in already", async ({ open }) => {
    const { page } = await open({ javaScriptEnabled: false });
    await page.goto("/");
    await choose(page, ines);
    const link = tile(page, "Mail");
    await expect(link).toBeVisible();
    await page.goto((await link.getAttribute("href")) ?? "");
    await expect(page.locator("#person")).toHaveText("Ines Marquardt");
  });
});

test.describe("leaving", () => {
  test("ends everything: every tab, the provider's session and the tools; nothing is left behind the back button", async ({
    open,
    world,
  }) => {
    const { page, guard } = await open();
    guard.expectConsole(lateQuestion);
    await signIn(page, ines);
    const opened = page.context().waitForEvent("page");
    await tile(page, "Mail").click();
    const tool = await opened;
    await expect(tool.locator("#person")).toHaveText("Ines Marquardt");
    const second = await page.context().newPage();
    await second.goto("/");
    await expectHome(second, ines);
    await signOut(page, ines);
    await promised("the other tab leaves", 2000, async (timeout) => {
      await expect(second).toHaveURL(new RegExp(`^${world.address}/signed-out(?:\\?|$)`, "u"), { timeout });
    });
    await expect(page).toHaveURL(new RegExp(`^${world.address}/signed-out`, "u"));
    await expect(page.getByRole("heading", { name: "Sie sind abgemeldet" })).toBeVisible();
    await page.goto("/");
    await expect(page.getByRole("button", { name: "Tobias Kranich" })).toBeVisible();
    await tool.reload();
    await expect(tool.locator("#person")).toHaveCount(0);
  });

  test("by the provider's administrator empties the open page within two seconds", async ({ open, world }) => {
    const { page, guard } = await open();
    guard.expectConsole(lateQuestion);
    await signIn(page, tobias);
    await promised("back-channel logout", 2000, async (timeout) => {
      const deliveries = await world.identityProvider.endPersonSessions(tobias.sub);
      expect(deliveries.map((delivery) => delivery.status)).toContain(200);
      await expect(page).toHaveURL(new RegExp(`^${world.address}/signed-out(?:\\?|$)`, "u"), { timeout });
    });
  });

  test("the next person at the same browser sees nothing of the one before", async ({ open }) => {
    const { page, guard } = await open();
    guard.expectConsole(lateQuestion);
    await signIn(page, ines);
    await expect(page.getByRole("region", { name: "Chat" })).toContainText("Referat 42 – Wasserrecht");
    await signOut(page, ines);
    await expect(page.getByRole("heading", { name: "Sie sind abgemeldet" })).toBeVisible();
    await page.goBack();
    await expect(page.getByText("Referat 42 – Wasserrecht")).toHaveCount(0);
    await signIn(page, tobias);
    expect(await page.content()).not.toContain("Marquardt");
    const stored = await page.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
    );
    expect(stored).not.toMatch(/Marquardt|Referat|eyJ/u);
  });
});
