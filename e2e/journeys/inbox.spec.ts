import type { Page } from "@playwright/test";
import { ines, tobias } from "../world/people.ts";
import type { World } from "../world/world.ts";
import { expect, promised, signIn, test, tile } from "../support/journey.ts";

const row = (page: Page, title: string) => page.getByRole("row").filter({ hasText: title });
const unreadOf = (world: World, workPackage: number) =>
  [...world.openproject.world.notifications.values()].filter(
    (each) => each.workPackage.id === workPackage && each.recipient.login === ines.username && !each.isRead,
  ).length;

/** Opens the inbox from the start page, as a person does, and waits for its rows. */
async function openInbox(page: Page): Promise<void> {
  await page
    .getByRole("navigation")
    .getByRole("link", { name: /^Eingang/u })
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "Eingang" })).toBeVisible();
  await expect(page.getByRole("row").first()).toBeVisible();
}

async function actOn(page: Page, title: string, act: string): Promise<void> {
  await row(page, title).first().hover();
  await page.getByRole("button", { name: `${act}: ${title}`, exact: true }).click();
}

/** A mention of Ines in a work package of its own, so that journeys do not meet. */
function mention(world: World, subject: string): number {
  const { world: projects } = world.openproject;
  const [project] = projects.projects.values();
  const author = [...projects.accounts.values()].find(({ login }) => login === "katharina");
  const reader = [...projects.accounts.values()].find(({ login }) => login === ines.username);
  if (project === undefined || author === undefined || reader === undefined) throw new Error("the demo has no project");
  const made = projects.create({ subject, project, author });
  projects.comment(made, author, "Bitte ansehen", [reader]);
  return made.id;
}

// OpenProject pushes nothing: what happens there is on the page within half a minute.
const byPolling = { timeout: 35_000 };

test.describe("the inbox", () => {
  test.describe.configure({ timeout: 90_000 });

  test("takes what is done out of the list, marks it as read at the tool, and keeps it in the history", async ({
    open,
    world,
  }) => {
    const id = mention(world, "Pegelbericht Oktober");
    const { page } = await open();
    await signIn(page, ines);
    await openInbox(page);
    await expect(row(page, "Pegelbericht Oktober")).toContainText("Katharina Wendland", byPolling);
    expect(unreadOf(world, id)).toBeGreaterThan(0);
    await actOn(page, "Pegelbericht Oktober", "Erledigt");
    await expect(row(page, "Pegelbericht Oktober")).toHaveCount(0);
    await expect.poll(() => unreadOf(world, id)).toBe(0);
    await page.reload();
    await expect(page.getByRole("row").first()).toBeVisible();
    await expect(row(page, "Pegelbericht Oktober")).toHaveCount(0);
    await page.getByRole("link", { name: "Verlauf", exact: true }).click();
    await expect(row(page, "Pegelbericht Oktober")).toBeVisible();
  });

  test("brings back what was undone in time, and has told the tool nothing", async ({ open, world }) => {
    const id = world.nextcloud.world.notifications.add(ines.username, {
      app: "comments",
      objectType: "chat",
      objectId: "4242",
      subject: { de: "Rückfrage zu Anlage 7", en: "A question about annex 7" },
    });
    const { page } = await open();
    await signIn(page, ines);
    await openInbox(page);
    await actOn(page, "Rückfrage zu Anlage 7", "Erledigt");
    await expect(row(page, "Rückfrage zu Anlage 7")).toHaveCount(0);
    await page.getByRole("button", { name: "Rückgängig" }).click();
    await expect(row(page, "Rückfrage zu Anlage 7")).toBeVisible();
    expect(world.nextcloud.world.notifications.find(ines.username, id)).not.toBeNull();
  });

  test("hides what is for later until its time, and shows it where it waits", async ({ open, world }) => {
    mention(world, "Fristverlängerung Bescheid");
    const { page } = await open();
    await signIn(page, ines);
    await openInbox(page);
    await expect(row(page, "Fristverlängerung Bescheid")).toBeVisible(byPolling);
    await actOn(page, "Fristverlängerung Bescheid", "Später");
    await page.getByRole("menuitem", { name: /Morgen früh/u }).click();
    await expect(row(page, "Fristverlängerung Bescheid")).toHaveCount(0);
    await page.getByRole("link", { name: "Später", exact: true }).click();
    await expect(row(page, "Fristverlängerung Bescheid")).toBeVisible();
  });

  test("hears of a change in a tool that pushes within two seconds, in the list and in the title", async ({
    open,
    world,
  }) => {
    const { page } = await open();
    await signIn(page, ines);
    await openInbox(page);
    await expect.poll(() => world.nextcloud.listening()).toBeGreaterThan(0);
    const title = `Neue Freigabe ${Date.now()}`;
    await promised("a notification on the open page", 2000, async (timeout) => {
      world.nextcloud.world.notifications.add(ines.username, {
        app: "comments",
        objectType: "chat",
        objectId: String(Date.now()),
        subject: { de: title, en: title },
      });
      await expect(
        page
          .getByText(title)
          .or(page.getByRole("button", { name: /neue[rn]? Eintr/u }))
          .first(),
      ).toBeVisible({
        timeout,
      });
    });
    await expect(page).toHaveTitle(/^\(\d+\+?\) Eingang/u);
  });

  test("works by the keyboard alone: to the list, to a row, done, undone", async ({ open, world }) => {
    mention(world, "Tastaturprobe");
    const { page } = await open();
    await signIn(page, ines);
    await openInbox(page);
    const target = row(page, "Tastaturprobe").first();
    await expect(target).toBeVisible(byPolling);
    await page.getByRole("grid").first().focus();
    for (let step = 0; step < 40 && !(await target.evaluate((each) => each === document.activeElement)); step += 1) {
      await page.keyboard.press("ArrowDown");
    }
    await expect(target).toBeFocused();
    await page.keyboard.press("e");
    await expect(row(page, "Tastaturprobe")).toHaveCount(0);
  });

  test("says to who has no access where to ask for it, without alarm", async ({ open }) => {
    const { page } = await open();
    await signIn(page, tobias);
    await openInboxOfTobias(page);
    await expect(tile(page, "Projekte")).toHaveCount(0);
  });
});

async function openInboxOfTobias(page: Page): Promise<void> {
  await expect(
    page
      .getByRole("main")
      .getByRole("link", { name: /Zugang beantragen/u })
      .first(),
  ).toBeVisible();
  await page
    .getByRole("navigation")
    .getByRole("link", { name: /^Eingang/u })
    .click();
  await expect(page.getByRole("main")).toContainText("kein Zugang");
}
