import { readHome } from "@pforte/shared/contract/home";
import { aHome } from "@pforte/shared/testing/a-home";
import axe from "axe-core";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { homeQuery } from "#api/home-query.ts";
import { renderPortal } from "#testing/render-portal.tsx";
import { answerCards } from "#testing/answer-cards.ts";
import { network, reply } from "#testing/server.ts";

beforeEach(() => {
  answerCards();
});

const languages = ["de", "en"] as const;
const appearances = ["system", "light", "dark", "contrast"] as const;
const widths = [1440, 800, 360] as const;
const views = languages.flatMap((language) =>
  appearances.flatMap((appearance) => widths.map((width) => ({ language, appearance, width }))),
);

test.each(views)("the page has no barrier in $language, $appearance, at $width px", async (view) => {
  const { language, appearance, width } = view;
  const { getByRole } = await renderPortal({ home: aHome({ language, appearance }), width });
  await expect.element(getByRole("heading", { level: 1 })).toBeVisible();
  expect(document.documentElement.dataset["theme"]).toBe(appearance === "system" ? undefined : appearance);
  // Colours that are still on their way to another appearance are not the page's.
  await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => undefined)));
  const { violations } = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    // The title belongs to the server's document.
    rules: { "document-title": { enabled: false } },
  });
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
});

test("there is one h1, one main, one banner, one footer, and the skip link leads to the content", async () => {
  const { container, getByRole } = await renderPortal();
  expect(container.querySelectorAll("h1")).toHaveLength(1);
  await expect.element(getByRole("heading", { level: 1 })).toHaveTextContent("Montag, 23. November");
  await expect.element(page.getByText("KW 48")).toBeVisible();
  const landmarks = ["main", "banner", "contentinfo", "navigation"] as const;
  expect(landmarks.map((role) => getByRole(role).elements().length)).toEqual([1, 1, 1, 1]);
  expect(container.querySelectorAll("header search")).toHaveLength(1);
  await userEvent.tab();
  expect(document.activeElement?.textContent).toBe("Zum Inhalt springen");
  expect(document.activeElement?.getAttribute("href")).toBe(`#${getByRole("main").element().id}`);
});

test("the footer leads to imprint, privacy, accessibility, barrier report and support, and names the version", async () => {
  const { getByRole } = await renderPortal();
  const footer = getByRole("contentinfo");
  for (const name of ["Impressum", "Datenschutz", "Barrierefreiheit", "Barriere melden", "IT-Service: Telefon 4711"]) {
    await expect.element(footer.getByRole("link", { name })).toBeVisible();
  }
  expect(footer.element().textContent).toMatch(/Version 1\.0$/u);
});

test.each([
  [320, 568],
  [320, 225],
  [360, 780],
  [640, 700],
  [768, 900],
  [1024, 768],
  [1200, 800],
  [1920, 1080],
])("nothing scrolls sideways at %i × %i px, with a folder open", async (width, height) => {
  const { container, getByRole } = await renderPortal({ width });
  await page.viewport(width, height);
  await expect.element(getByRole("heading", { level: 1 })).toBeVisible();
  container.querySelector("details")?.setAttribute("open", "");
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});

test("in a very low window nothing sticks and takes the view", async () => {
  const { getByRole } = await renderPortal({ width: 320 });
  await page.viewport(320, 225);
  for (const role of ["banner", "navigation"] as const) {
    expect(getComputedStyle(getByRole(role).element()).position).toBe("static");
  }
});

test("arrow down leaves the filter for the first tile that is left, and Enter opens it", async () => {
  const { getByRole } = await renderPortal();
  const opened: string[] = [];
  const stop = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (link !== null) {
      event.preventDefault();
      opened.push(link.href);
    }
  };
  document.addEventListener("click", stop, true);
  await userEvent.fill(getByRole("searchbox"), "wasserbuch");
  await userEvent.keyboard("{Enter}");
  expect(opened).toEqual(["https://waterbook.example.org/"]);
  await userEvent.keyboard("{ArrowDown}");
  expect(document.activeElement?.textContent).toContain("Wasser");
  document.removeEventListener("click", stop, true);
});

test("a newly published configuration replaces the tiles while the page is open", async () => {
  network.use(reply(readHome, aHome({ version: 4, categories: [], dock: [] })));
  const { client, getByText } = await renderPortal();
  await client.queries.invalidateQueries({ queryKey: homeQuery.queryKey });
  await expect.element(getByText("Noch keine Werkzeuge")).toBeVisible();
});

test("the page follows a change of language and appearance without being loaded again", async () => {
  network.use(reply(readHome, aHome({ language: "en", appearance: "dark" })));
  const { client, getByRole } = await renderPortal();
  await client.queries.invalidateQueries({ queryKey: homeQuery.queryKey });
  await expect.element(getByRole("heading", { level: 1 })).toHaveTextContent("Monday 23 November");
  await expect.element(getByRole("link", { name: "Legal notice" })).toBeVisible();
  expect(document.documentElement.lang).toBe("en");
  expect(document.documentElement.dataset["theme"]).toBe("dark");
});

test("a page that lives through a publication takes the colours of the new version", async () => {
  const colours = () => [...document.querySelectorAll("#configured-colours")].map((link) => link.getAttribute("href"));
  const gate = Promise.withResolvers<undefined>();
  const colour = () => getComputedStyle(document.documentElement).getPropertyValue("--of-version");
  network.use(
    reply(readHome, aHome({ version: 4, portal: { ...aHome().portal, branded: true } })),
    http.get("/theme/:file", async ({ params: { file } }) => {
      await (file === "4.css" ? gate.promise : undefined);
      return new HttpResponse(`:root{--of-version:${String(file)[0]}}`, { headers: { "content-type": "text/css" } });
    }),
  );
  const { client } = await renderPortal({ home: aHome({ portal: { ...aHome().portal, branded: true } }) });
  await expect.poll(colour).toBe("3");
  await client.queries.invalidateQueries({ queryKey: homeQuery.queryKey });
  // The old colours hold until the new ones are there.
  await expect.poll(colours).toEqual(["/theme/3.css", "/theme/4.css"]);
  expect(colour()).toBe("3");
  gate.resolve(undefined);
  await expect.poll(colours).toEqual(["/theme/4.css"]);
  expect(colour()).toBe("4");
  document.querySelector("#configured-colours")?.remove();
});
