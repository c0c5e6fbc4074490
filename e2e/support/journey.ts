import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, expect, type Page, test as base } from "@playwright/test";
import { fullName, type Person } from "../world/people.ts";
import { startWorld, type World } from "../world/world.ts";
import { freePorts } from "../world/free-ports.ts";
import { type Guard, guardContext } from "./guarded-page.ts";

export { expect } from "@playwright/test";

/** A page with its watchman. */
export interface GuardedPage {
  readonly page: Page;
  readonly guard: Guard;
}

interface BrowserOptions extends BrowserContextOptions {
  /** Nobody has signed in with it before; with others a sign-in is no news in anybody's inbox. */
  readonly isNewDevice?: boolean;
}

interface JourneyFixtures {
  /** Opens a browser of its own: no session, no cache. What leaks or breaks in it fails the test. */
  readonly open: (options?: BrowserOptions) => Promise<GuardedPage>;
}

/** The demo world, once for all journeys of a worker. */
export const test = base.extend<JourneyFixtures, { readonly world: World }>({
  world: [
    // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads what a fixture needs from the pattern
    async ({}, use) => {
      const dataDir = await mkdtemp(join(tmpdir(), "pforte-journeys-"));
      const [portal = 0, identityProvider = 0, tools = 0, matrix = 0, ops = 0, nextcloud = 0, openproject = 0] =
        await freePorts(7);
      const world = await startWorld({
        dataDir,
        ports: { portal, identityProvider, tools, matrix, ops, nextcloud, openproject },
        say: () => undefined,
        isDevelopment: false,
        // What a journey counts must not move by itself.
        isMoving: false,
        signal: new AbortController().signal,
      });
      await use(world);
      await world.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
    { scope: "worker", timeout: 120_000 },
  ],
  open: async ({ browser, world }, use) => {
    const opened: { readonly close: () => Promise<readonly string[]> }[] = [];
    await use(async (options) => {
      const { guarded, close } = await openGuarded(browser, world, options ?? {});
      opened.push({ close });
      return guarded;
    });
    const problems = (await Promise.all(opened.map(async ({ close }) => close()))).flat();
    expect(problems, "tokens, foreign hosts or errors in a page").toEqual([]);
  },
});

async function openGuarded(browser: Browser, world: World, { isNewDevice = false, ...options }: BrowserOptions) {
  const context = await browser.newContext({ baseURL: world.address, ...options });
  if (!isNewDevice) await context.addCookies([{ name: "device", value: "d".repeat(43), url: world.address }]);
  const guard = guardContext(context, world.address, []);
  const page = await context.newPage();
  const close = async () => {
    await guard.settle();
    await context.close();
    return guard.problems;
  };
  return { guarded: { page, guard }, close };
}

/** Comes to a page of the portal, chooses the person at the identity provider, and waits until JavaScript has taken over. */
export async function signIn(page: Page, person: Person, path = "/"): Promise<void> {
  await untilListening(page, async () => {
    await page.goto(path);
    await choose(page, person);
    await expectHome(page, person);
  });
}

/** Waits until the page hears what the portal has to say. */
async function untilListening(page: Page, arrive: () => Promise<void>): Promise<void> {
  const stream = page.waitForResponse(
    (response) => response.url().endsWith("/api/events") && response.status() === 200,
  );
  await arrive();
  await stream;
}

/** Chooses a person on the provider's page. */
export async function choose(page: Page, person: Person): Promise<void> {
  await page.getByRole("button", { name: fullName(person) }).click();
}

/** The start page of this person. */
export async function expectHome(page: Page, person: Person): Promise<void> {
  await expect(page.getByRole("button", { name: new RegExp(person.familyName, "u") })).toBeVisible();
}

/** Signs out by the person's menu. */
export async function signOut(page: Page, person: Person): Promise<void> {
  await page.getByRole("button", { name: new RegExp(person.familyName, "u") }).click();
  await page.getByRole("menuitem", { name: "Abmelden" }).click();
}

/** A tile of the page by its name. */
export function tile(page: Page, name: string) {
  return page.getByRole("main").getByRole("link", { name: new RegExp(`^${name}`, "u") });
}

/** Waits for what was promised within so many milliseconds, and says how long it really took. */
export async function promised(
  what: string,
  milliseconds: number,
  wait: (timeout: number) => Promise<void>,
): Promise<void> {
  const started = performance.now();
  await wait(milliseconds);
  console.log(`      ${what}: ${Math.round(performance.now() - started)} ms (promised: ${milliseconds} ms)`);
}
