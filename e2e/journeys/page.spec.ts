import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { unitRoom } from "../world/matrix-demo-unit.ts";
import { ines } from "../world/people.ts";
import { expect, signIn, test } from "../support/journey.ts";

/** Another appearance has other colours; names, roles and order are the same in each. */
const colours = ["color-contrast", "link-in-text-block"];

async function expectNoBarriers(page: Page, name: string, areColoursAll = false): Promise<void> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (areColoursAll ? axe.withRules(colours) : axe).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id} ×${nodes.length} ${nodes[0]?.html ?? ""}`),
    name,
  ).toEqual([]);
}

const room = `/chat/${encodeURIComponent(`chat:${unitRoom}`)}`;
const views = ["/inbox", "/files", "/work", "/chat", room] as const;

/** Opens a view and waits until what it is about stands there. */
async function openView(page: Page, view: (typeof views)[number]): Promise<void> {
  await page.goto(view);
  const content = view === room ? page.getByRole("log").getByRole("listitem") : page.getByRole("row");
  await expect(view === "/chat" ? page.getByRole("link", { name: /Referat 42/u }) : content.first()).toBeVisible();
}

const appearances = ["light", "dark", "contrast"] as const;

test.describe("the page", () => {
  // Two of them take long.
  test.describe.configure({ mode: "parallel" });

  for (const language of ["de", "en"] as const) {
    test(`has no barriers that axe knows in every appearance, at 1440 and 360 pixels (${language})`, async ({
      open,
    }) => {
      test.setTimeout(400_000);
      const { page } = await open();
      await signIn(page, ines);
      for (const appearance of appearances) {
        await change(page, { language, appearance });
        await page.goto("/");
        await expect(page.locator("html")).toHaveAttribute("lang", language);
        await expect(page.locator("html")).toHaveAttribute("data-theme", appearance);
        await expect(page.getByRole("region", { name: "Chat" })).toContainText("Referat 42 – Wasserrecht");
        for (const width of [1440, 360]) {
          await page.setViewportSize({ width, height: 900 });
          await expectNoBarriers(page, `${language} ${appearance} ${width}`, appearance !== "light");
        }
        // Texts change what is read, not how it is built: the other language is looked at once.
        for (const view of language === "de" || appearance === "light" ? views : []) {
          await openView(page, view);
          // Appearances change colours, not how a view is laid out: both widths are looked at in one of them.
          for (const width of appearance === "light" ? [360, 1440] : [1440]) {
            await page.setViewportSize({ width, height: 900 });
            await expectNoBarriers(page, `${view} ${language} ${appearance} ${width}`, appearance !== "light");
          }
        }
      }
      await change(page, { language: null, appearance: "system" });
    });
  }

  test("needs no sideways scrolling at 320 pixels and at 400 % zoom, and keeps working in forced colours with reduced motion", async ({
    open,
  }) => {
    const { page } = await open({ forcedColors: "active", reducedMotion: "reduce" });
    await signIn(page, ines);
    for (const path of ["/", ...views]) {
      await (path === "/" ? page.goto(path) : openView(page, path));
      for (const size of [
        { width: 320, height: 700 },
        { width: 320, height: 225 },
      ]) {
        await page.setViewportSize(size);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width, `${path} at ${size.height}`).toBeLessThanOrEqual(size.width);
      }
      await page.setViewportSize({ width: 1440, height: 900 });
    }
    await page.goto("/");
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Zum Inhalt springen" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toBeVisible();
  });

  test("loads in at most 12 requests and 250 kB, nothing of it from elsewhere, and does not shift", async ({
    open,
    world,
  }) => {
    const { page } = await open();
    await signIn(page, ines);
    await page.context().newPage();
    const cold = await open();
    await cold.page.goto("/");
    const requests: string[] = [];
    let bytes = 0;
    const client = await cold.page.context().newCDPSession(cold.page);
    await client.send("Network.enable");
    const counting = new Map<string, string>();
    client.on("Network.requestWillBeSent", ({ requestId, request }) => counting.set(requestId, request.url));
    client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      const url = counting.get(requestId) ?? "";
      if (url.startsWith(`${world.address}/`) && !url.includes("/auth/")) {
        requests.push(url);
        bytes += encodedDataLength;
      }
    });
    await cold.page.getByRole("button", { name: "Ines Marquardt" }).click();
    await expect(cold.page.getByRole("region", { name: "Chat" })).toContainText("Referat 42 – Wasserrecht");
    await cold.page.waitForTimeout(500);
    // A message that arrives meanwhile has the rooms read once more; that is no request of the page.
    const distinct = new Set(requests).size;
    console.log(`      home: ${distinct} requests, ${Math.round(bytes / 1000)} kB`);
    expect(distinct).toBeLessThanOrEqual(12);
    expect(bytes).toBeLessThanOrEqual(250_000);
    const shift = await cold.page.evaluate(
      async () =>
        new Promise<number>((done) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) {
              // The DOM types do not know this kind of entry yet.
              sum += (entry as PerformanceEntry & { readonly value: number }).value;
            }
          }).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(sum), 300);
        }),
    );
    // Nothing of the page moves by itself; a colleague's message that arrives in this very second moves a row of the card.
    console.log(`      layout shift: ${shift.toFixed(4)}`);
    expect(shift).toBeLessThan(0.005);
  });

  test("cannot be framed, and nothing foreign runs in it (S33, S35)", async ({ open, world }) => {
    const { page, guard } = await open();
    guard.expectConsole("Content Security Policy");
    guard.expectConsole("violates the following");
    guard.expectConsole("TrustedHTML");
    guard.expectConsole("Trusted");
    guard.expectConsole("Refused to");
    guard.expectConsole("evil.example");
    await signIn(page, ines);
    const outcome = await page.evaluate(() => {
      const tried: Record<string, boolean> = {};
      const attempt = (name: string, run: () => void) => {
        try {
          run();
        } catch {
          tried[name] = false;
        }
      };
      const flags = globalThis as unknown as Record<string, unknown>;
      attempt("inline script", () => {
        const script = document.createElement("script");
        script.append("window.pwnedInline = true");
        document.body.append(script);
        tried["inline script"] = flags["pwnedInline"] === true;
      });
      attempt("innerHTML", () => {
        document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.pwnedHtml = true'>");
        tried["innerHTML"] = true;
      });
      attempt("base", () => {
        const base = document.createElement("base");
        base.href = "https://evil.example/";
        document.head.append(base);
        tried["base"] = document.baseURI.startsWith("https://evil.example");
      });
      return tried;
    });
    expect(outcome).toEqual({ "inline script": false, innerHTML: false, base: false });
    // Text as code is refused by name, also where the console itself tries it.
    await expect(page.evaluate("setTimeout('globalThis.pwnedTimer = true', 0)")).rejects.toThrow("TrustedScript");
    expect(await page.evaluate("globalThis.pwnedTimer ?? false")).toBe(false);
    const framer = await open();
    framer.guard.expectConsole("Framing");
    await framer.page.goto(`${world.address}/signed-out`);
    const isFramed = await framer.page.evaluate(async () => {
      const frame = document.createElement("iframe");
      frame.src = "/signed-out";
      document.body.append(frame);
      await new Promise((done) => setTimeout(done, 500));
      return (frame.contentDocument?.body.textContent ?? "") !== "";
    });
    expect(isFramed).toBe(false);
  });
});

async function change(page: Page, preferences: Record<string, string | null>): Promise<void> {
  const status = await page.evaluate(async (body) => {
    const headers = { "content-type": "application/json", "x-portal": "1" };
    return (await fetch("/api/preferences", { method: "PATCH", headers, body: JSON.stringify(body) })).status;
  }, preferences);
  expect(status).toBe(200);
}
