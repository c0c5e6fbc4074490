import type { BrowserContext, Page } from "@playwright/test";
import { expect, expectHome, signIn, signOut, test } from "../support/journey.ts";
import { ines } from "../world/people.ts";

/** A page that asks in the very moment in which its session ends is told so, and browsers print every 401. */
const lateQuestion = "status of 401";
const personal = /Marquardt|Ines|Referat|eyJ/u;

/** Everything that an origin can keep in a browser, as text. */
async function keptBy(page: Page, context: BrowserContext): Promise<Readonly<Record<string, string>>> {
  const kept = await page.evaluate(async () => {
    const cached = await Promise.all(
      (await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)),
    );
    const directory = await navigator.storage.getDirectory();
    const files: string[] = [];
    for await (const name of directory.keys()) files.push(name);
    return {
      localStorage: JSON.stringify(Object.entries(localStorage)),
      sessionStorage: JSON.stringify(Object.entries(sessionStorage)),
      databases: (await indexedDB.databases()).map(({ name }) => name ?? "").join(),
      caches: cached.flat().join(),
      files: files.join(),
      workers: (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope).join(),
      windowName: window.name,
      cookies: document.cookie,
    };
  });
  const cookies = (await context.cookies(page.url())).map(({ name, value }) => `${name}=${value}`);
  return { ...kept, allCookies: cookies.join(" ") };
}

test.describe("after signing out", () => {
  test.slow();

  test("nothing personal is left in the browser: not in any storage, not behind the back button (S23)", async ({
    open,
    world,
  }) => {
    const { page, guard } = await open();
    guard.expectConsole(lateQuestion);
    await signIn(page, ines);
    // A page that was used: views with lists, and a way back through them.
    for (const path of ["/inbox", "/files", "/chat"]) {
      await page.goto(path);
      await expectHome(page, ines);
    }
    const during = await keptBy(page, page.context());
    for (const place of ["databases", "caches", "files", "workers", "cookies", "windowName"]) {
      expect([place, during[place]]).toEqual([place, ""]);
    }
    expect(`${during["localStorage"]} ${during["sessionStorage"]}`).not.toMatch(/eyJ|Marquardt/u);
    const leaving = page.waitForResponse((response) => response.url() === `${world.address}/auth/logout`);
    await signOut(page, ines);
    expect((await (await leaving).allHeaders())["clear-site-data"]).toBe('"cache", "storage"');
    await expect(page.getByRole("heading", { name: "Sie sind abgemeldet" })).toBeVisible();
    const after = await keptBy(page, page.context());
    for (const [place, text] of Object.entries(after)) {
      expect([place, personal.test(text)]).toEqual([place, false]);
    }
    expect(after["allCookies"]).not.toMatch(/(?:^| )portal=/u);
    const left: string[] = [];
    page.on("request", (request) => {
      if (request.isNavigationRequest() && request.url().startsWith(world.address)) left.push(request.url());
    });
    for (let step = 0; step < 5; step += 1) {
      const before = page.url();
      // A step that leads nowhere any more answers null; one onto a page of the provider may be led on at once.
      await page.goBack({ waitUntil: "load" }).catch(() => null);
      for (let look = 0; look < 10; look += 1) {
        const text = await page.evaluate(() => document.body.innerText).catch(() => "");
        if (page.url().startsWith(world.address))
          expect([page.url(), personal.test(text)]).toEqual([page.url(), false]);
        await page.waitForTimeout(50);
      }
      left.push(before);
    }
    // Views that had been used were really gone back to, and asked for again.
    expect(left.filter((address) => /\/(?:inbox|files|chat)$/u.test(new URL(address).pathname))).not.toEqual([]);
    await page.goto("/");
    expect(page.url()).toContain(world.identityProvider.issuer);
  });
});
