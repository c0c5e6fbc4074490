import { test as base, type Browser, type BrowserContext, expect, type Page } from "@playwright/test";
import { guardContext } from "../support/guarded-page.ts";
import type { Person } from "../world/people.ts";
import { keycloakAdministrator } from "./keycloak-admin.ts";
import { readLaneFacts } from "./lane-facts.ts";
import { passwordOf, realPeople } from "./real-people.ts";

export { expect } from "@playwright/test";

export const lane = readLaneFacts();
export const keycloak = keycloakAdministrator(lane.keycloak.origin);

/** Opens a browser of its own for a person: no cookies, no cache. */
export type OpenBrowser = (portal?: string) => Promise<Page>;

interface LaneFixtures {
  /** New pages in browsers of their own; whatever leaks or breaks in one of them fails the test. */
  readonly openBrowser: OpenBrowser;
}

export const test = base.extend<LaneFixtures>({
  openBrowser: async ({ browser }, use) => {
    await beginAnew();
    const contexts: BrowserContext[] = [];
    const problems: (() => Promise<readonly string[]>)[] = [];
    await use(async (portal = lane.portals.main) => {
      const { context, page, findings } = await guardedPage(browser, portal);
      contexts.push(context);
      problems.push(findings);
      return page;
    });
    const found = (await Promise.all(problems.map(async (findings) => findings()))).flat();
    await Promise.all(contexts.map(async (context) => context.close()));
    expect(found, "tokens, foreign hosts or errors in a page").toEqual([]);
  },
});

/** Whatever the test before left behind: servers run, and nobody has a session at Keycloak. */
async function beginAnew(): Promise<void> {
  await pull("everything/ensure");
  await Promise.all(realPeople.map(async (person) => keycloak.endSessions(person.sub)));
}

async function guardedPage(browser: Browser, portal: string) {
  const context = await browser.newContext();
  const guard = guardContext(context, portal, []);
  // Servers are stopped here on purpose; what the page says of it is asserted where it matters.
  guard.expectConsole("Failed to load resource");
  // The preview of administrators is drawn without scripts, and the watchman of these pages is one.
  guard.expectConsole("Blocked script execution in");
  const findings = async (): Promise<readonly string[]> => {
    await guard.settle();
    return guard.problems;
  };
  return { context, page: await context.newPage(), findings };
}

/** Pulls a lever on the servers, such as `keycloak/pause`. */
export async function pull(lever: string): Promise<void> {
  const reply = await fetch(`${lane.control}/${lever}`, { method: "POST" });
  expect(reply.status, `${lever}: ${await reply.text()}`).toBe(204);
}

/** A number that the servers' process keeps, such as `key-set-requests`. */
export async function read(reading: string): Promise<number> {
  return Number(await (await fetch(`${lane.control}/${reading}`)).text());
}

/** Types name and password into Keycloak's own page. */
export async function fillKeycloak(page: Page, person: Person): Promise<void> {
  await page.locator("#username").fill(person.username);
  await page.locator("#password").fill(passwordOf(person));
  await page.locator("#kc-login").click();
}

/** Comes to the portal and signs in at Keycloak. */
export async function signIn(page: Page, person: Person, portal = lane.portals.main): Promise<void> {
  await page.goto(`${portal}/`);
  await fillKeycloak(page, person);
  await expectHome(page, person, portal);
}

/** The start page of this person, taken over by JavaScript. */
export async function expectHome(page: Page, person: Person, portal = lane.portals.main): Promise<void> {
  await expect(page).toHaveURL(`${portal}/`);
  await expect(page.getByRole("button", { name: new RegExp(person.familyName, "u") })).toBeVisible();
}

/** Signs in, and waits until the page hears what becomes of its session: one that does not yet is only told by its next question. */
export async function signInAndListen(page: Page, person: Person, portal = lane.portals.main): Promise<void> {
  const listening = page.waitForResponse((reply) => reply.url() === `${portal}/api/events` && reply.status() === 200);
  await signIn(page, person, portal);
  await listening;
}

/** Keycloak asks for name and password. */
export async function expectKeycloakAsks(page: Page): Promise<void> {
  await expect(page.locator("#kc-login")).toBeVisible();
}

/** A tile of the page by its name. */
export function tile(page: Page, name: string) {
  return page.getByRole("main").getByRole("link", { name: new RegExp(`^${name}`, "u") });
}

/** Signs out by the person's menu. */
export async function signOut(page: Page, person: Person): Promise<void> {
  await page.getByRole("button", { name: new RegExp(person.familyName, "u") }).click();
  await page.getByRole("menuitem", { name: "Abmelden" }).click();
}

/** Does something, waits for what was promised within so many milliseconds of it, and says how long it really took. */
export async function promised(
  what: string,
  milliseconds: number,
  wait: (timeout: number) => Promise<void>,
): Promise<void> {
  const started = performance.now();
  await wait(milliseconds);
  const took = Math.round(performance.now() - started);
  console.log(`      ${what}: ${took} ms (promised: ${milliseconds} ms)`);
  expect(took, what).toBeLessThanOrEqual(milliseconds);
}
