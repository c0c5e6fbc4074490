import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from "playwright-core";
import { ines } from "../world/people.ts";
import { chromiumArguments, chromiumExecutable } from "../support/browser.ts";

/** What a person waits for and pays when they open the start page. */
export interface Visit {
  /** How many times slower the CPU was made. */
  readonly slowdown: number;
  readonly kind: "cold" | "repeat";
  /** Milliseconds until the last tile stood on the screen. */
  readonly lastTile: number;
  readonly largestPaint: number;
  readonly layoutShift: number;
  readonly kilobytes: number;
  readonly requests: number;
}

type Seen = Pick<Visit, "lastTile" | "largestPaint" | "layoutShift"> & { readonly tiles: number };

/** Opens the start page as a signed-in person, at both speeds, first with an empty cache and then again. */
export async function measureVisits(origin: string, rounds: number): Promise<readonly Visit[]> {
  const browser = await chromium.launch({ executablePath: await chromiumExecutable(), args: [...chromiumArguments] });
  try {
    const visits: Visit[] = [];
    for (const slowdown of [1, 4]) {
      const cold: Visit[] = [];
      const repeat: Visit[] = [];
      for (let round = 0; round < rounds; round += 1) {
        await using context = await signedInContext(browser, origin);
        cold.push(await visit(context, origin, slowdown, "cold"));
        repeat.push(await visit(context, origin, slowdown, "repeat"));
      }
      visits.push(middle(cold), middle(repeat));
    }
    return visits;
  } finally {
    await browser.close();
  }
}

async function signedInContext(browser: Browser, origin: string): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "de-DE" });
  const page = await context.newPage();
  await page.goto(origin);
  await page.locator(`button[name="username"][value="${ines.username}"]`).click();
  await page.waitForURL(`${origin}/**`);
  // Signing in has filled the cache; a first visit has none.
  const session = await context.newCDPSession(page);
  await session.send("Network.clearBrowserCache");
  await page.close();
  return context;
}

async function visit(context: BrowserContext, origin: string, slowdown: number, kind: Visit["kind"]): Promise<Visit> {
  const page = await context.newPage();
  await page.addInitScript(watch);
  const session = await context.newCDPSession(page);
  const traffic = await countTraffic(session);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await page.goto(origin, { waitUntil: "load" });
  const seen = await settle(page);
  await page.close();
  if (seen.tiles === 0) {
    throw new Error("The start page showed no tile.");
  }
  return { slowdown, kind, ...seen, kilobytes: traffic.bytes() / 1000, requests: traffic.requests() };
}

/** Waits until nothing has changed for a second, which is when late shifts and paints have happened. */
async function settle(page: Page): Promise<Seen> {
  await page.waitForTimeout(1500);
  return page.evaluate(() => {
    // The script below put it there, before the page's own scripts ran.
    const { pforteSeen } = globalThis as unknown as { readonly pforteSeen: Seen };
    return { ...pforteSeen };
  });
}

/** Runs in the page, before anything of it: notes when tiles stand on the screen, paints and shifts. */
function watch(): void {
  const seen = { tiles: 0, lastTile: 0, largestPaint: 0, layoutShift: 0 };
  Object.assign(globalThis, { pforteSeen: seen });
  const look = (): void => {
    const tiles = [...document.querySelectorAll("main .tile")].filter(
      (tile) => tile.getClientRects().length > 0,
    ).length;
    if (tiles > seen.tiles) {
      seen.tiles = tiles;
      // What this frame laid out is on the screen when the next one begins.
      requestAnimationFrame((time) => {
        seen.lastTile = time;
      });
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  new PerformanceObserver((list) => {
    seen.largestPaint = list.getEntries().at(-1)?.startTime ?? seen.largestPaint;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      // The type is not in the standard library of TypeScript yet.
      seen.layoutShift += (entry as PerformanceEntry & { readonly value: number }).value;
    }
  }).observe({ type: "layout-shift", buffered: true });
}

/** What went over the network; answers from the browser's own cache cost nothing and do not count. */
async function countTraffic(session: CDPSession) {
  let bytes = 0;
  const sent = new Set<string>();
  await session.send("Network.enable");
  session.on("Network.requestWillBeSent", ({ requestId, request }) => {
    if (!request.url.startsWith("data:")) {
      sent.add(`${requestId} ${request.url}`);
    }
  });
  session.on("Network.responseReceived", ({ requestId, response }) => {
    if (response.fromDiskCache === true || response.fromPrefetchCache === true) {
      sent.delete(`${requestId} ${response.url}`);
    }
  });
  session.on("Network.requestServedFromCache", ({ requestId }) => {
    for (const one of sent) {
      if (one.startsWith(`${requestId} `)) {
        sent.delete(one);
      }
    }
  });
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  return { bytes: () => bytes, requests: () => sent.size };
}

/** Of each figure the median over the rounds. */
function middle(visits: readonly Visit[]): Visit {
  const [first] = visits;
  if (first === undefined) {
    throw new Error("At least one round is needed.");
  }
  const median = (pick: (visit: Visit) => number): number =>
    visits.map(pick).toSorted((a, b) => a - b)[Math.floor(visits.length / 2)] ?? 0;
  return {
    slowdown: first.slowdown,
    kind: first.kind,
    lastTile: median(({ lastTile }) => lastTile),
    largestPaint: median(({ largestPaint }) => largestPaint),
    layoutShift: median(({ layoutShift }) => layoutShift),
    kilobytes: median(({ kilobytes }) => kilobytes),
    requests: median(({ requests }) => requests),
  };
}
