import { readCards } from "@pforte/shared/contract/cards";
import type { PortalEvent } from "@pforte/shared/contract/portal-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStream } from "../../test/open-stream.ts";
import type { TestPerson } from "../../test/person.ts";
import { startToolsPortal, type ToolsPortal } from "../../test/tools-portal.ts";

/** Seconds are tenths here: a page hears of a change by asking within a quarter of a second. */
const times = {
  busy: 100,
  visible: 250,
  hidden: 60_000,
  pushed: 60_000,
  offered: 60_000,
  firstFailure: 50,
  longestFailure: 200,
  signIn: 100,
  refused: 300,
  betweenPushes: 10,
};

let tools: ToolsPortal;
let ines: TestPerson;

async function start(): Promise<void> {
  tools = await startToolsPortal({ overrides: { pace: { times, graceMilliseconds: 50, waitSeconds: 1 } } });
  ines = await tools.portal.as("ines");
  // Loops begin anew a second after a version came into force; here that was just now.
  await new Promise((resolve) => setTimeout(resolve, 1200));
}

beforeEach(start, 60_000);
afterEach(async () => tools[Symbol.asyncDispose]());

type Change = Extract<PortalEvent, { type: "source_changed" }>;
const look = async (query = "") => openStream(tools.portal.origin, ines, {}, query);
type Look = Awaited<ReturnType<typeof look>>;
const changesOf = ({ events }: Look, source: string) =>
  events().filter((event): event is Change => event.type === "source_changed" && event.source === source);
const topicsOf = (page: Look, source: string) => changesOf(page, source).flatMap(({ topics }) => topics ?? []);
const callsTo = () =>
  Object.values(tools.nextcloud.counts).reduce((sum, count) => sum + count, 0) +
  [...tools.openproject.counts.values()].reduce((sum, count) => sum + count, 0);
/** Long enough for several rounds of asking. */
const rounds = async (count: number) => new Promise((resolve) => setTimeout(resolve, count * times.visible));

/** The first answers are in, so that what comes now is news. */
async function settled(page: Look): Promise<void> {
  await ines.call(readCards, { query: { patient: "true" } });
  await rounds(2);
  expect(page.stream.status).toBe(200);
}

function addWork(subject: string): void {
  const [of, by] = [tools.accounts.get("ines"), tools.accounts.get("katharina")];
  if (of === undefined || by === undefined) throw new Error("Somebody is missing.");
  const project = tools.openproject.world.project("Deich", [of, by]);
  tools.openproject.world.create({ subject, project, author: by, assignee: of });
}

test("announces what changed at a tool, by its topic, and the new content is there by then", async () => {
  tools.nextcloud.levers.offerPush(false);
  const page = await look();
  await settled(page);
  const before = page.events().length;
  await rounds(3);
  expect(page.events().length).toBe(before);
  addWork("Deichschau");
  await expect.poll(() => topicsOf(page, "projects")).toContain("work");
  tools.openproject.forget();
  const { work } = await ines.call(readCards, { query: { cards: "work" } });
  expect(work?.items.map(({ title }) => title)).toEqual(["Deichschau"]);
  expect([...tools.openproject.counts.keys()].filter((kind) => kind.includes("work_packages"))).toEqual([]);
  tools.nextcloud.world.put("ines", "Lage.odt", "Text", { by: "katharina" });
  await expect.poll(() => topicsOf(page, "files")).toContain("files");
  await page.close();
});

test("announces that a tool went away, once, and that it is back, without anybody asking", async () => {
  tools.nextcloud.levers.offerPush(false);
  const page = await look();
  await settled(page);
  const heard = () => changesOf(page, "files").length;
  const before = heard();
  tools.break("files", "http500");
  await expect.poll(heard).toBe(before + 2);
  await rounds(3);
  expect(heard()).toBe(before + 2);
  expect(topicsOf(page, "files").slice(-2).sort()).toEqual(["files", "notifications"]);
  tools.break("files", "ok");
  await expect.poll(heard, { timeout: 5000 }).toBe(before + 4);
  expect(changesOf(page, "projects")).toEqual([]);
  await page.close();
});

test("lets a tool that offers push say what changed, and hardly asks it otherwise", async () => {
  tools.nextcloud.levers.setPushDebounce(0);
  const page = await look();
  await expect.poll(() => tools.nextcloud.listening()).toBe(1);
  await settled(page);
  tools.nextcloud.forget();
  await rounds(4);
  expect(Object.values(tools.nextcloud.counts).reduce((sum, count) => sum + count, 0)).toBe(0);
  const before = changesOf(page, "files").length;
  tools.nextcloud.world.put("ines", "Eilig.odt", "Text", { by: "katharina" });
  await expect.poll(() => changesOf(page, "files").length, { timeout: 2000 }).toBeGreaterThan(before);
  tools.nextcloud.levers.offerPush(false);
  tools.nextcloud.levers.cutPush();
  await rounds(2);
  const cut = changesOf(page, "files").length;
  tools.nextcloud.world.put("ines", "Danach.odt", "Text", { by: "katharina" });
  await expect.poll(() => changesOf(page, "files").length).toBeGreaterThan(cut);
  await page.close();
});

test("asks once however many pages are open, and nothing when nobody looks any more", async () => {
  tools.nextcloud.levers.offerPush(false);
  const one = await look();
  await settled(one);
  tools.nextcloud.forget();
  tools.openproject.forget();
  await rounds(4);
  const alone = callsTo();
  const more = await Promise.all([look(), look(), look()]);
  tools.nextcloud.forget();
  tools.openproject.forget();
  await rounds(4);
  expect(alone).toBeGreaterThan(3);
  expect(callsTo()).toBeLessThanOrEqual(alone * 1.5);
  await Promise.all([one, ...more].map(async (page) => page.close()));
  await rounds(2);
  tools.nextcloud.forget();
  tools.openproject.forget();
  await rounds(3);
  expect(callsTo()).toBe(0);
});

test("slows down while nobody looks, and looks at once when somebody comes back", async () => {
  tools.nextcloud.levers.offerPush(false);
  const hidden = await look("?attention=hidden");
  await settled(hidden);
  tools.nextcloud.forget();
  tools.openproject.forget();
  await rounds(4);
  expect(callsTo()).toBe(0);
  tools.nextcloud.world.put("ines", "Inzwischen.odt", "Text", { by: "katharina" });
  const back = await look();
  await expect.poll(() => topicsOf(back, "files")).toContain("files");
  await Promise.all([hidden.close(), back.close()]);
});

test("stops at once when the session ends, and asks nothing with its token any more", async () => {
  tools.nextcloud.levers.offerPush(false);
  const page = await look();
  await settled(page);
  await tools.portal.identityProvider.endPersonSessions("0a6f1c52-6e0f-4d3e-9c58-2f6a1b7d4e01");
  await expect.poll(() => page.stream.hasEnded, { timeout: 3000 }).toBe(true);
  await rounds(1);
  tools.nextcloud.forget();
  tools.openproject.forget();
  await rounds(3);
  expect(callsTo()).toBe(0);
});
