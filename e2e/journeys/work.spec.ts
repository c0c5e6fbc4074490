import type { Page } from "@playwright/test";
import { ines } from "../world/people.ts";
import type { World } from "../world/world.ts";
import { expect, signIn, test } from "../support/journey.ts";

const row = (page: Page, title: string) => page.getByRole("row").filter({ hasText: title });

async function openWork(page: Page): Promise<void> {
  await page
    .getByRole("navigation")
    .getByRole("link", { name: /^Arbeit/u })
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "Meine Arbeit" })).toBeVisible();
  await expect(page.getByRole("row").first()).toBeVisible();
}

function workPackage(world: World, id: number) {
  const found = world.openproject.world.workPackages.get(id);
  if (found === undefined) throw new Error(`the demo has no work package ${id}`);
  return found;
}

test.describe("my work", () => {
  test("the next step is set from the list, once in the tool's history", async ({ open, world }) => {
    const { page } = await open();
    await signIn(page, ines);
    await openWork(page);
    const target = workPackage(world, 4718);
    const before = world.openproject.world.historyOf(target).length;
    await row(page, "Leistungsverzeichnis prüfen")
      .getByRole("button", { name: /^Status/u })
      .click();
    await page
      .getByRole("menuitem", { name: "In Bearbeitung" })
      .or(page.getByRole("menuitemradio", { name: "In Bearbeitung" }))
      .click();
    await expect.poll(() => target.status.name).toBe("In Bearbeitung");
    await expect(row(page, "Leistungsverzeichnis prüfen")).toContainText("In Bearbeitung");
    expect(world.openproject.world.historyOf(target)).toHaveLength(before + 1);
  });

  test("a change that somebody else made meanwhile wins, and is named", async ({ open, world }) => {
    const { page } = await open();
    await signIn(page, ines);
    await openWork(page);
    const target = workPackage(world, 4722);
    const katharina = [...world.openproject.world.accounts.values()].find(({ login }) => login === "katharina");
    if (katharina === undefined) throw new Error("the demo has no Katharina");
    await row(page, "Altdaten 1998 bis 2004")
      .getByRole("button", { name: /^Status/u })
      .click();
    const choice = page
      .getByRole("menuitem", { name: "In Prüfung" })
      .or(page.getByRole("menuitemradio", { name: "In Prüfung" }));
    await expect(choice).toBeVisible();
    world.openproject.world.change(target, katharina, { subject: "Altdaten 1998 bis 2004 übernehmen (Teil 1)" });
    await choice.click();
    await expect(page.getByRole("main")).toContainText("Katharina Wendland hat das Arbeitspaket inzwischen geändert");
    expect(target.status.name).toBe("In Bearbeitung");
  });
});
