import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type CDPSession, type Page } from "playwright-core";
import { chromiumArguments, chromiumExecutable } from "../support/browser.ts";
import { freePorts } from "../world/free-ports.ts";
import { ines } from "../world/people.ts";
import { startWorld } from "../world/world.ts";
import { table } from "./table.ts";

/** What the chat costs a browser. Memory is the JavaScript heap after a collection, in MB. */
export interface TalkReport {
  /** Scripts that come with the chat and not with the start page, as transferred. */
  readonly scriptKilobytes: number;
  readonly scripts: number;
  readonly heapHome: number;
  readonly heapRoomOpened: number;
  /** After the person has scrolled back to the first of all messages. */
  readonly heapScrolledThrough: number;
  readonly heapRoomLeft: number;
  readonly messages: number;
  /** Entries in the document, at most. */
  readonly mostShown: number;
}

/** Opens a room with so many messages, scrolls back to the first one, and leaves it. */
export async function measureTalk(messages: number, say: (line: string) => void): Promise<TalkReport> {
  const dataDir = await mkdtemp(join(tmpdir(), "pforte-bench-talk-"));
  const [portal = 0, identityProvider = 0, tools = 0, matrix = 0, ops = 0, nextcloud = 0, openproject = 0] =
    await freePorts(7);
  const world = await startWorld({
    dataDir,
    ports: { portal, identityProvider, tools, matrix, ops, nextcloud, openproject },
    say,
    isDevelopment: false,
    isMoving: false,
    signal: new AbortController().signal,
  });
  const browser = await chromium.launch({ executablePath: await chromiumExecutable(), args: [...chromiumArguments] });
  try {
    const { homeserver } = world.matrix;
    const room = homeserver.createRoom({ name: "Langer Raum", members: ["deniz", ines.username] });
    const began = Date.now() - messages * 60_000;
    for (let index = 0; index < messages; index += 1) {
      const text = `Nachricht ${index}: ${"Zum Entwurf habe ich noch eine Anmerkung. ".repeat(1 + (index % 4))}`;
      homeserver.say(room, index % 3 === 0 ? ines.username : "deniz", text, { at: new Date(began + index * 60_000) });
    }
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "de-DE" });
    const scripts = watchScripts(page);
    await page.goto(world.address);
    await page.locator(`button[name="username"][value="${ines.username}"]`).click();
    await page.getByRole("region", { name: /^Chat/u }).getByText("Langer Raum").waitFor();
    const heap = await heapOf(page);
    const heapHome = await heap();
    const atHome = scripts().length;
    await page.getByRole("link", { name: /^Chat/u }).first().click();
    await page.getByRole("link", { name: /Langer Raum/u }).click();
    await page
      .getByText(`Nachricht ${messages - 1}:`)
      .first()
      .waitFor();
    const heapRoomOpened = await heap();
    const later = scripts().slice(atHome);
    const mostShown = await scrollToFirst(page, say);
    const heapScrolledThrough = await heap();
    await page.getByRole("link", { name: /Paul Zierau/u }).click();
    await page.getByText("Nachricht 0:").first().waitFor({ state: "detached" });
    return {
      scriptKilobytes: later.reduce((sum, bytes) => sum + bytes, 0) / 1000,
      scripts: later.length,
      heapHome,
      heapRoomOpened,
      heapScrolledThrough,
      heapRoomLeft: await heap(),
      messages,
      mostShown,
    };
  } finally {
    await browser.close();
    await world.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Scrolls up until the first message stands there; answers with how many entries the document held at most. */
async function scrollToFirst(page: Page, say: (line: string) => void): Promise<number> {
  const log = page.getByRole("log");
  let most = 0;
  for (let round = 0; ; round += 1) {
    most = Math.max(most, await log.locator("li").count());
    if (await page.getByText("Nachricht 0:", { exact: false }).first().isVisible()) {
      return most;
    }
    if (round > 5000) {
      throw new Error("The first message was never reached.");
    }
    if (round % 100 === 0) {
      say(`  scrolled ${round} times`);
    }
    await log.evaluate((element) => {
      element.scrollTop = 0;
    });
    await page.waitForTimeout(30);
  }
}

/** Sizes of the scripts that were transferred, in the order in which they came. */
function watchScripts(page: Page): () => readonly number[] {
  const sizes: number[] = [];
  page.on("requestfinished", (request) => {
    if (request.resourceType() === "script") {
      void request.sizes().then(({ responseBodySize }) => sizes.push(responseBodySize));
    }
  });
  return () => [...sizes];
}

async function heapOf(page: Page): Promise<() => Promise<number>> {
  const session: CDPSession = await page.context().newCDPSession(page);
  return async () => {
    await page.waitForTimeout(1000);
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    return usedSize / 1_000_000;
  };
}

export function showTalk(report: TalkReport): string {
  const megabytes = (value: number) => `${value.toFixed(1)} MB`;
  return table(
    ["chat in Chromium", "measured"],
    [
      ["scripts beyond those of the start page", `${report.scriptKilobytes.toFixed(1)} kB in ${report.scripts}`],
      ["heap on the start page", megabytes(report.heapHome)],
      [`heap with a room of ${report.messages} messages open`, megabytes(report.heapRoomOpened)],
      ["heap after scrolling back to its first message", megabytes(report.heapScrolledThrough)],
      ["heap after leaving the room", megabytes(report.heapRoomLeft)],
      ["entries in the document, at most", String(report.mostShown)],
    ],
  );
}
