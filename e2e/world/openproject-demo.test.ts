import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openprojectContent } from "./openproject-content.ts";
import { demoDay, furnishProjects, moveProjects } from "./openproject-demo.ts";
import { OpenProjectWorld } from "./openproject-world.ts";

const now = () => new Date("2026-11-25T10:00:00Z");

function furnished() {
  const world = new OpenProjectWorld(now);
  furnishProjects(world, now());
  const ines = [...world.accounts.values()].find(({ login }) => login === "ines");
  if (ines === undefined) throw new Error("Ines is not there.");
  const unread = () => [...world.notifications.values()].filter((each) => each.recipient === ines && !each.isRead);
  return { world, ines, unread };
}

const visit = (path: string, username = "ines") =>
  ({ username, language: "de", url: new URL(path, "http://projects.localhost") }) as const;

test("there is work for Ines that is late, due today, due later and without a day", () => {
  const { world, ines } = furnished();
  const days = [...world.workPackages.values()]
    .filter(({ assignee, status }) => assignee === ines && !status.isClosed)
    .map(({ dueDate }) => dueDate);
  expect(days).toContain(demoDay(now(), 0));
  expect(days).toContain(null);
  expect(days.some((day) => day !== null && day < "2026-11-25")).toBe(true);
  expect(demoDay(new Date("2026-11-25T23:30:00Z"), 0)).toBe("2026-11-26");
});

test("colleagues keep doing things that Ines hears of, and stop before they bury her", async () => {
  const { world, unread } = furnished();
  const before = unread().length;
  expect(before).toBeGreaterThan(4);
  const stop = moveProjects(world, 1, now);
  await expect.poll(() => unread().length, { timeout: 5000 }).toBeGreaterThan(before + 3);
  await sleep(150);
  stop();
  expect(unread().length).toBeLessThanOrEqual(19);
  expect(new Set(unread().map(({ reason }) => reason)).size).toBeGreaterThan(2);
});

test("a deep link shows the work package with its activity, and a colleague's act there is heard of", () => {
  const { world, unread } = furnished();
  const content = openprojectContent(world);
  expect(content.show(visit("/")).text).toContain("/work_packages/4711/activity");
  expect(content.show(visit("/notifications")).text).toContain("Deniz Aslan");
  const page = content.show(visit("/work_packages/4711/activity")).text;
  expect(page).toContain("Vermerk Randstreifen freigeben");
  expect(page).toContain("Anlage 3 fehlt noch.");
  const before = unread().length;
  const deniz = [...world.accounts.values()].find(({ login }) => login === "deniz")?.id;
  const form = (more: Record<string, string>) =>
    new URLSearchParams({ workPackage: "4711", colleague: String(deniz), ...more });
  const act = (more: Record<string, string>) => content.act(visit("/act"), form(more));
  expect(act({ act: "comment", text: "<b>Bitte</b>", mention: "on" })).toBe("/work_packages/4711/activity");
  act({ act: "status", status: "12" });
  act({ act: "assign" });
  expect(unread().length).toBe(before + 2);
  expect(content.show(visit("/work_packages/4711/activity")).text).toContain("&#60;b&#62;Bitte");
  expect(world.workPackages.get(4711)?.status.name).toBe("Erledigt");
});

test("nobody sees or changes there what they may not", () => {
  const { world } = furnished();
  const content = openprojectContent(world);
  expect(content.show(visit("/work_packages/4600/activity")).text).not.toContain("Stellenplan");
  expect(content.act(visit("/act"), new URLSearchParams({ workPackage: "4600", colleague: "1", act: "assign" }))).toBe(
    "/",
  );
  expect(content.show(visit("/", "nobody")).text).toBe("");
});
