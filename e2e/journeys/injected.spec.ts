import type { Page } from "@playwright/test";
import { countOfMarkup, evil, injected, pressAll, submitAll, useSinks } from "../support/injections.ts";
import { expect, signIn, test } from "../support/journey.ts";
import { ines } from "../world/people.ts";

/** Which of the injections succeeded, in a start page that holds all of them, with or without its policy. */
async function succeeded(page: Page, address: string, hasPolicy: boolean): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  await page.context().route(`${evil}/**`, async (route) => {
    found.add(Number(/\/(\d+)/u.exec(route.request().url())?.[1]));
    await route.fulfill({ status: 200, body: "", headers: { "access-control-allow-origin": "*" } });
  });
  await page.route(`${address}/`, async (route) => {
    const reply = await route.fetch();
    const { "content-security-policy": policy = "", ...others } = reply.headers();
    const body = (await reply.text()).replace("</body>", `${injected}</body>`);
    const headers = hasPolicy ? { ...others, "content-security-policy": policy } : others;
    await route.fulfill({ response: reply, headers, body });
  });
  await page.goto("/", { waitUntil: "domcontentloaded" });
  await page.evaluate(pressAll);
  // What runs does so in the tasks that follow; there is nothing to wait for where nothing runs.
  await page.waitForTimeout(1000);
  const hits = await page.evaluate(() => [...((globalThis as { hits?: Set<number> }).hits ?? [])]);
  for (const hit of hits) found.add(hit);
  await page.evaluate(submitAll);
  await page.waitForTimeout(500);
  return found;
}

test.describe("what somebody managed to write into the start page", () => {
  test.slow();

  test("runs nothing, loads nothing and sends nothing: none of its many ways, most of which succeed without the policy (S33)", async ({
    open,
    world,
  }) => {
    const { page, guard } = await open();
    for (const noise of [
      "Content Security Policy",
      "Refused",
      "violates",
      "Trusted",
      "evil.example",
      "404",
      "blocked",
    ]) {
      guard.expectConsole(noise);
    }
    await signIn(page, ines);
    expect(countOfMarkup).toBeGreaterThanOrEqual(25);
    expect([...(await succeeded(page, world.address, true))]).toEqual([]);
    expect(page.url()).toBe(`${world.address}/`);
    // The same page without its policy: the injections are real ones. What leads away comes last, and only one can.
    const bare = await open();
    bare.guard.expectConsole("");
    await signIn(bare.page, ines);
    const unhindered = await succeeded(bare.page, world.address, false);
    console.log(`      without the policy ${unhindered.size} of ${countOfMarkup} succeed, with it none`);
    expect(unhindered.size).toBeGreaterThanOrEqual(20);
  });

  test("is run by no part of the page that takes texts (S33)", async ({ open }) => {
    const { page, guard } = await open();
    for (const noise of ["Content Security Policy", "Refused", "violates", "Trusted", "policy"])
      guard.expectConsole(noise);
    await signIn(page, ines);
    expect(await page.evaluate(useSinks)).toEqual([]);
  });
});
