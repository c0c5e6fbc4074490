import { answerAnnouncement, type HomeAnnouncement } from "@pforte/shared/contract/announcements";
import { readHome, type HomeTile } from "@pforte/shared/contract/home";
import { aHome, aTile } from "@pforte/shared/testing/a-home";
import { renderToString } from "react-dom/server";
import { MemoryRouter } from "react-router";
import { beforeEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { createPortalClient } from "#api/portal-client.tsx";
import { PageProviders } from "#app/page-providers.tsx";
import { loadCatalogue } from "#i18n/load-catalogue.ts";
import { createText } from "#i18n/text.ts";
import { expectNoBarriersInAppearances } from "#testing/accessibility.ts";
import { answerCards } from "#testing/answer-cards.ts";
import { eventually } from "#testing/eventually.ts";
import { renderPortal, type RenderedPortal } from "#testing/render-portal.tsx";
import { fail, network, reply } from "#testing/server.ts";
import { HomeStrip } from "./home-strip.tsx";

const one = (fields: Partial<HomeAnnouncement> = {}): HomeAnnouncement => ({
  key: "move",
  revision: 1,
  severity: "warning",
  title: "Umzug am Freitag",
  text: "Haus B ist ab 14 Uhr geschlossen.",
  isSticky: false,
  until: null,
  tile: null,
  acknowledgement: null,
  ...fields,
});
const rule = one({
  key: "rule",
  severity: "info",
  title: "Dienstanweisung geändert",
  text: "",
  acknowledgement: { deadline: "2026-11-30T12:00:00+01:00" },
});

/** A home without maintenance, whose strip is that of the announcements alone. */
const homeWith = (...announcements: readonly HomeAnnouncement[]) =>
  aHome({ categories: [], dock: [], announcements: [...announcements] });

beforeEach(() => {
  answerCards();
});

const strip = (page: RenderedPortal) => page.getByRole("region", { name: "Mitteilungen" });
const answers = () => {
  const bodies: unknown[] = [];
  network.use(
    reply(answerAnnouncement, async (request) => {
      // Whoever leaves the page right after it has answered all the same.
      expect(request.keepalive).toBe(true);
      bodies.push(await request.json());
      return { answered: true as const };
    }),
  );
  return bodies;
};

describe("the strip of announcements", () => {
  test("says how severe it is in words, keeps line breaks, and leads to its tile as that opens", async () => {
    const tile = { key: "video", name: "Videokonferenz", href: "https://video.example.org/" };
    const page = await renderPortal({
      home: aHome({ announcements: [one({ severity: "danger", text: "Zeile eins\nZeile zwei", tile })] }),
    });
    await expect.element(strip(page).getByText(/^Dringend: Umzug am Freitag/u)).toBeVisible();
    const text = page.container.querySelector<HTMLElement>(".notice-body p");
    expect(text?.textContent).toBe("Dringend: Umzug am Freitag Zeile eins\nZeile zwei");
    expect(text?.innerText.split("\n")).toHaveLength(2);
    await expect
      .element(strip(page).getByRole("link", { name: "Videokonferenz öffnen" }))
      .toHaveAttribute("target", "_blank");
  });

  test("is one strip which opens to the others, tools in maintenance among them", async () => {
    const page = await renderPortal({ home: aHome({ announcements: [one(), rule] }) });
    expect(strip(page).elements()).toHaveLength(1);
    await expect.element(strip(page).getByText("2 weitere")).toBeVisible();
    await expect.element(page.getByText(/^Hinweis: Dienstanweisung/u)).not.toBeVisible();
    await strip(page).getByText("2 weitere").click();
    await expect.element(page.getByText(/^Hinweis: Dienstanweisung/u)).toBeVisible();
    await expect.element(strip(page).getByText(/Telefonische Einwahl/u)).toBeVisible();
    await expectNoBarriersInAppearances(page.container);
  });

  test("a long text waits behind a line that opens it", async () => {
    const page = await renderPortal({ home: homeWith(one({ text: "Bitte lesen.\n".repeat(30) })) });
    await expect.element(page.getByText(/Bitte lesen/u)).not.toBeVisible();
    await page.getByText("Ganzen Text lesen").click();
    await expect.element(page.getByText(/Bitte lesen/u)).toBeVisible();
  });

  test("one that can be put away is gone at once, and the focus goes on", async () => {
    const bodies = answers();
    const page = await renderPortal({ home: homeWith(one(), rule) });
    await page.getByRole("button", { name: "Schließen: Umzug am Freitag" }).click();
    await expect.element(page.getByText(/Umzug am Freitag/u)).not.toBeInTheDocument();
    expect(document.activeElement?.textContent).toBe("Hinweis: Dienstanweisung geändert");
    await expect
      .element(page.getByText("Bitte bestätigen Sie bis Montag, 30. November 2026, 12:00 Uhr."))
      .toBeVisible();
    await page.getByRole("button", { name: "Gelesen und bestätigt: Dienstanweisung geändert" }).click();
    await expect.element(strip(page)).not.toBeInTheDocument();
    expect(document.activeElement).toBe(page.getByRole("heading", { level: 1 }).element());
    await expect.element(page.getByText("Bestätigt: Dienstanweisung geändert")).toBeInTheDocument();
    await eventually(() =>
      expect(bodies).toEqual([
        { key: "move", revision: 1, answer: "put_away" },
        { key: "rule", revision: 1, answer: "confirmed" },
      ]),
    );
  });

  test("never comes back once answered, not even by what was read before the answer was there", async () => {
    answers();
    const home = homeWith(one());
    network.use(reply(readHome, home));
    const page = await renderPortal({ home });
    await page.getByRole("button", { name: /^Schließen/u }).click();
    await page.client.queries.invalidateQueries({ queryKey: ["home"] });
    await expect.element(strip(page)).not.toBeInTheDocument();
    await expect.element(page.getByRole("button", { name: /^Neue Mitteilung/u })).not.toBeInTheDocument();
  });

  test("comes back with a sentence where the answer could not be saved, and can be answered again", async () => {
    network.use(fail(answerAnnouncement, 503, "storage_unavailable"));
    const page = await renderPortal({ home: homeWith(one()) });
    await page.getByRole("button", { name: /^Schließen/u }).click();
    await expect.element(page.getByRole("alert").getByText(/^Ihre Antwort wurde nicht gespeichert/u)).toBeVisible();
    await expect.element(page.getByText(/Umzug am Freitag/u).first()).toBeVisible();
    answers();
    await page.getByRole("button", { name: /^Schließen/u }).click();
    await expect.element(strip(page)).not.toBeInTheDocument();
  });

  test("a confirmation is not said to be there where it could not be saved", async () => {
    network.use(fail(answerAnnouncement, 503, "storage_unavailable"));
    const page = await renderPortal({ home: homeWith({ ...rule, title: "Brandschutz" }) });
    await page.getByRole("button", { name: /^Gelesen und bestätigt/u }).click();
    await expect.element(page.getByRole("alert").getByText(/^Ihre Antwort wurde nicht gespeichert/u)).toBeVisible();
    await expect.element(page.getByText("Bestätigt: Brandschutz")).not.toBeInTheDocument();
  });

  test("one that was changed meanwhile is read anew instead", async () => {
    network.use(
      fail(answerAnnouncement, 409, "conflict"),
      reply(readHome, homeWith(one({ revision: 2, text: "Erst am Montag." }))),
    );
    const page = await renderPortal({ home: homeWith(one()) });
    await page.getByRole("button", { name: /^Schließen/u }).click();
    await expect.element(page.getByText(/Erst am Montag/u)).toBeVisible();
  });

  test("a sticky one has no button, and before sign-in none has", async () => {
    const page = await renderPortal({ home: homeWith(one({ isSticky: true })) });
    await expect.element(strip(page)).toBeVisible();
    expect(strip(page).getByRole("button").elements()).toEqual([]);
    await page.unmount();
    const anonymous = await renderPortal({ home: { ...homeWith(one()), person: null, sources: [] } });
    await expect.element(strip(anonymous)).toBeVisible();
    expect(strip(anonymous).getByRole("button").elements()).toEqual([]);
  });

  test("what comes while the page is open is said and waits, moves nothing, takes no focus, and is shown when asked for", async () => {
    const page = await renderPortal({ home: homeWith() });
    network.use(reply(readHome, homeWith(one())));
    const heading = page.getByRole("heading", { level: 1 });
    const before = heading.element().getBoundingClientRect().top;
    const focused = document.activeElement;
    page.events.say({ type: "live_changed" });
    const pill = page.getByRole("button", { name: "Neue Mitteilung: Umzug am Freitag" });
    await expect.element(pill).toBeVisible();
    expect([...page.container.querySelectorAll("output")].map((output) => output.textContent)).toContain(
      "Neue Mitteilung: Umzug am Freitag",
    );
    expect(heading.element().getBoundingClientRect().top).toBe(before);
    expect(document.activeElement).toBe(focused);
    await userEvent.click(pill);
    await expect.element(strip(page).getByText(/^Warnung: Umzug/u)).toBeVisible();
    expect(document.activeElement?.textContent).toMatch(/^Warnung: Umzug am Freitag/u);
    await expect.element(pill).not.toBeInTheDocument();
  });

  test("a tool whose maintenance begins while the page is open comes in the same way", async () => {
    const tiles = (maintenance: HomeTile["maintenance"]) => [
      {
        key: "one",
        name: "Eins",
        items: [{ kind: "tile" as const, tile: aTile({ key: "wiki", name: "Wiki", maintenance }) }],
      },
    ];
    const page = await renderPortal({ home: aHome({ categories: tiles(null), dock: [] }) });
    network.use(reply(readHome, aHome({ categories: tiles({ text: "Bald wieder da.", until: null }), dock: [] })));
    page.events.say({ type: "live_changed" });
    const pill = page.getByRole("button", { name: "Neue Mitteilung: Wiki: Wartung" });
    await expect.element(pill).toBeVisible();
    await expect.element(strip(page)).not.toBeInTheDocument();
    await pill.click();
    await expect.element(strip(page).getByText(/Bald wieder da/u)).toBeVisible();
  });

  test.each([320, 360, 800])("fits at %i px", async (width) => {
    const page = await renderPortal({
      home: homeWith(one({ title: "Hochwasserrückhaltebeckenbetriebsanweisung für alle Beschäftigten" }), rule),
      width,
    });
    await strip(page).getByText("1 weitere").click();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });
});

test("without JavaScript all of it can be read, and no button promises what does not work", async () => {
  const text = createText("de", await loadCatalogue("de"), "Europe/Berlin");
  const html = renderToString(
    <PageProviders client={createPortalClient()} text={text}>
      <MemoryRouter>
        <HomeStrip home={homeWith(one(), rule)} />
      </MemoryRouter>
    </PageProviders>,
  );
  const drawn = new DOMParser().parseFromString(html, "text/html");
  expect(drawn.body.textContent).toContain("Haus B ist ab 14 Uhr geschlossen.");
  expect(drawn.body.textContent).toContain("Dienstanweisung geändert");
  expect([...drawn.querySelectorAll("button")].every((button) => button.classList.contains("needs-script"))).toBe(true);
});
