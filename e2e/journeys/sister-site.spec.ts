import type { Browser, Page } from "@playwright/test";
import { choose, expect, expectHome } from "../support/journey.ts";
import { callByScript, embed, frame, openTabs, sendForms, type Target } from "../support/sister-attacks.ts";
import { type ListedRoute, listRoutes, type SeenAnswer, type SisterSite, test } from "../support/sister-site.ts";
import { katharina } from "../world/people.ts";

const sessionCookie = "__Host-Http-portal";
const routes = listRoutes();
const paths = [...new Set(routes.map(({ path }) => path))];

/** An administrator, whom no role keeps from any route, signed in a moment ago. */
async function signedIn(browser: Browser, site: SisterSite): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  // Back to an address without a page of the portal, which would go on working for a while.
  await page.goto(`${site.portal}/auth/login?returnTo=/schemas/configuration.json`);
  await choose(page, katharina);
  await page.waitForURL(`${site.portal}/schemas/configuration.json`);
  return page;
}

/** Each path once, with the method of one of its routes. */
const targets = (site: SisterSite): readonly Target[] =>
  paths.map((path) => ({
    url: `${site.portal}${path}`,
    method: routes.findLast((route) => route.path === path)?.method ?? "GET",
  }));

const routeOf = ({ method, path }: SeenAnswer): ListedRoute | undefined =>
  routes.find((route) => route.path === path && route.method === method);

/** Answers that let through more than they may: everything but a refusal, where a person's session could be used. */
function letThrough(answers: readonly SeenAnswer[]): readonly string[] {
  return answers
    .filter((answer) => {
      const route = routeOf(answer);
      // Nothing personal is there, and no cookie is looked at.
      if (route?.kind === "asset" || route?.kind === "machine") return false;
      // A route of ours says that it was refused for where it comes from; a method that a path has not is nowhere.
      const refusals = route === undefined ? [400, 401, 403, 404] : hasSession(answer) ? [403] : [401, 403];
      return !refusals.includes(answer.status);
    })
    .map(({ method, path, status, request }) => `${method} ${path} ${status} ${request["sec-fetch-dest"] ?? ""}`);
}

const hasSession = ({ request }: SeenAnswer) => request.cookie?.includes(sessionCookie) === true;
/** What its page sent and got an answer to; a WebSocket's handshake tells its origin only. */
const fromSister =
  ({ sister }: SisterSite) =>
  ({ request, status }: SeenAnswer) =>
    status > 0 && (request["sec-fetch-site"] === "same-site" || request.origin === sister);
const readableElsewhere = ({ response }: SeenAnswer) =>
  Object.keys(response).some((name) => name.startsWith("access-control-")) ||
  response["cross-origin-resource-policy"] !== "same-origin";

// Thousands of requests, each of which a trace would keep.
test.use({ trace: "off" });

test.describe("a page on another host of the same site, with a person's cookies", () => {
  // They take long and know nothing of each other: both worlds take part in them.
  test.describe.configure({ timeout: 180_000, mode: "parallel" });

  const ways = [
    ["calls of scripts", callByScript],
    ["elements", embed],
    ["frames, objects and embeds", frame],
    ["forms and pings", sendForms],
  ] as const;
  for (const [way, attack] of ways) {
    test(`reaches no route by ${way}: every one is refused, nothing is read, nothing changes (S28, S29, S30, S32, S35)`, async ({
      browser,
      site,
    }) => {
      const page = await signedIn(browser, site);
      await page.goto(`${site.sister}/`);
      const before = await site.tables();
      site.seen();
      expect(await page.evaluate(attack, targets(site))).toEqual([]);
      const answers: SeenAnswer[] = [];
      // The attack is one only where it reaches every address, and the browser sends the session along.
      await expect
        .poll(() => {
          answers.push(...site.seen().filter(fromSister(site)));
          const reached = new Set(answers.filter(hasSession).map(({ path }) => path));
          return paths.filter((path) => !reached.has(path));
        })
        .toEqual([]);
      console.log(`      ${way}: ${answers.length} requests, ${answers.filter(hasSession).length} with the session`);
      expect(letThrough(answers)).toEqual([]);
      expect(answers.filter(readableElsewhere).map(({ path }) => path)).toEqual([]);
      const framed = page.frames().filter((each) => each !== page.mainFrame() && each.url().startsWith(site.portal));
      expect(framed.map((each) => each.url())).toEqual([]);
      expect(await site.tables()).toEqual(before);
      await page.goto(`${site.portal}/`);
      await expectHome(page, katharina);
      await page.context().close();
    });
  }

  test("opens tabs of the portal that show a person what is theirs, but holds none of them, and nothing changes by them (S10, S29)", async ({
    browser,
    site,
  }) => {
    const page = await signedIn(browser, site);
    await page.goto(`${site.sister}/`);
    const before = await site.tables();
    site.seen();
    // A file is saved for the person, and no tab shows it.
    const isFile = (path: string) => path === "/admin/audit.jsonl" || path === "/admin/configuration.yaml";
    const opened = routes
      .filter(({ method, kind }) => (method === "GET" ? kind === "page" || kind === "media" : method === "POST"))
      .filter(({ path }) => !isFile(path))
      .map(({ method, path }) => ({ method, url: `${site.portal}${path}` }));
    expect(opened.length).toBeGreaterThan(50);
    const blank: string[] = [];
    // A sign-in that begins by a link goes through silently and gives the session another id: it comes alone, and last.
    const signIns = opened.filter(({ url }) => url.endsWith("/auth/login"));
    const others = opened.filter(({ url }) => !url.endsWith("/auth/login"));
    const batches = Array.from({ length: Math.ceil(others.length / 6) }, (_, at) => others.slice(at * 6, at * 6 + 6));
    for (const batch of [...batches, signIns]) {
      const tabs = await page.evaluate(openTabs, batch);
      expect(tabs.held).toEqual([]);
      blank.push(...tabs.blank);
      const left = page
        .context()
        .pages()
        .filter((tab) => tab !== page);
      await Promise.all(left.map(async (tab) => tab.close()));
    }
    expect(blank).toEqual([]);
    const answers = site.seen().filter(fromSister(site));
    const acts = answers.filter((answer) => answer.method === "POST" || routeOf(answer)?.kind === "media");
    expect(letThrough(acts)).toEqual([]);
    const after = await site.tables();
    const changed = Object.keys(after).filter((table) => !isEqual(after[table], before[table]));
    // The person's own pages did what they do for whoever opens them by a link: the session lives on, a sign-in may
    // begin, a first visit is welcomed and known, the chat gets its device. Nothing that anybody decided has changed.
    expect(changed.filter((table) => !tracesOfVisits.has(table))).toEqual([]);
    // The silent sign-in is the same person's, and the only one.
    expect((after["sessions"]?.length ?? 0) - (before["sessions"]?.length ?? 0)).toBeLessThanOrEqual(1);
    expect(after["person_settings"]?.join("\n")).not.toContain("dark");
    await page.goto(`${site.portal}/`);
    await expectHome(page, katharina);
    await page.context().close();
  });

  test("cannot give the portal a cookie of its choice: the person stays who they are (S10, S16)", async ({
    browser,
    site,
  }) => {
    const page = await signedIn(browser, site);
    await page.goto(`${site.sister}/`);
    await page.evaluate((name) => {
      for (const domain of ["", "; Domain=pforte.test", "; Domain=portal.pforte.test"]) {
        document.cookie = `${name}=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; Path=/; Secure${domain}`;
        document.cookie = `${name.toLowerCase()}=AAAA; Path=/; Secure${domain}`;
        document.cookie = `portal=AAAA; Path=/; Secure${domain}`;
      }
    }, sessionCookie);
    await page.goto(`${site.portal}/`);
    await expectHome(page, katharina);
    const sent = await page.context().cookies(site.portal);
    expect(sent.filter(({ name }) => name === sessionCookie)).toHaveLength(1);
    await page.context().close();
  });
});

test.describe("somebody who is signed in and comes from elsewhere", () => {
  test("is inside at once, by a link, a form and a tab of another site, and without a second sign-in (S16)", async ({
    browser,
    site,
  }) => {
    const page = await signedIn(browser, site);
    for (const from of [site.elsewhere, site.sister]) {
      for (const way of ["link", "form", "tab"] as const) {
        await page.goto(`${from}/`);
        site.seen();
        const arrival = way === "tab" ? page.context().waitForEvent("page") : page.waitForEvent("domcontentloaded");
        await page.evaluate(arrive, [way, `${site.portal}/`] as const);
        const arrived = await arrival;
        await expectHome(arrived, katharina);
        const documents = site.seen().filter(({ request }) => request["sec-fetch-dest"] === "document");
        expect(documents.map(({ path }) => path)).toEqual(["/"]);
        expect([200, 304]).toContain(documents[0]?.status);
        if (way === "tab") await arrived.close();
      }
    }
    await page.context().close();
  });
});

function arrive([way, url]: readonly ["link" | "form" | "tab", string]): void {
  if (way === "tab") {
    window.open(url);
    return;
  }
  const element = document.createElement(way === "link" ? "a" : "form");
  element.setAttribute(way === "link" ? "href" : "action", url);
  document.body.append(element);
  if (element instanceof HTMLFormElement) element.submit();
  else element.click();
}

const tracesOfVisits = new Set([
  "audit",
  "known_devices",
  "known_people",
  "login_transactions",
  "person_settings",
  "portal_notifications",
  "sessions",
  "tool_tokens",
]);

const isEqual = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
