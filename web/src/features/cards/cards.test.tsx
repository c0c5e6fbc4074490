import { readCards, type Card } from "@pforte/shared/contract/cards";
import type { PortalEvent } from "@pforte/shared/contract/portal-event";
import type { SourceState } from "@pforte/shared/contract/source-outcome";
import { aHome } from "@pforte/shared/testing/a-home";
import { anInbox, anInboxItem, someInboxItems, someOutcomes } from "@pforte/shared/testing/an-inbox";
import { everySource, someCards } from "@pforte/shared/testing/some-cards";
import { aRoom, someChatRooms } from "@pforte/shared/testing/some-chat";
import { someFileEntries, someFiles } from "@pforte/shared/testing/some-files";
import { someWork, someWorkItems } from "@pforte/shared/testing/some-work";
import { delay } from "msw";
import { describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { answerCards, only } from "#testing/answer-cards.ts";
import { eventually } from "#testing/eventually.ts";
import { renderPart, type PortalOptions, type RenderedPortal } from "#testing/render-portal.tsx";
import { failure, network, reply } from "#testing/server.ts";
import { Announcer } from "#ui/announcer.tsx";
import { InboxBadge, SourceBadge } from "./badges.tsx";
import { CardFeed } from "./card-feed.tsx";
import { ChatCard } from "./chat-card.tsx";
import { DayNews } from "./day-news.tsx";
import { FilesCard } from "./files-card.tsx";
import { InboxCard } from "./inbox-card.tsx";
import { WorkCard } from "./work-card.tsx";

const since = "2026-11-23T09:42:00.000Z";
const full = {
  inbox: anInbox({ items: someInboxItems() }),
  work: someWork({ items: someWorkItems() }),
  files: someFiles({ files: someFileEntries() }),
  chat: someChatRooms({ rooms: [aRoom({ unread: 2 })] }),
};

async function open(options: PortalOptions & { readonly language?: "de" | "en" } = {}): Promise<RenderedPortal> {
  const home = aHome({
    sources: everySource,
    ...(options.language === undefined ? {} : { language: options.language }),
  });
  return renderPart(
    <>
      <CardFeed home={home} />
      <p className="badges">
        <InboxBadge /> <SourceBadge source="projects" /> <SourceBadge source="matrix" /> <DayNews home={home} />
      </p>
      <InboxCard home={home} />
      <WorkCard home={home} />
      <ChatCard home={home} />
      <FilesCard home={home} />
      <Announcer />
    </>,
    { home, ...options },
  );
}

const card = (page: RenderedPortal, name: string) => page.getByRole("region", { name });

describe("the cards", () => {
  test.each(["de", "en"] as const)("show what waits, in one request with all badges (%s)", async (language) => {
    const asked = answerCards(full);
    const page = await open({ language, width: 1440 });
    await expect.element(page.getByRole("link", { name: /Vermerk Randstreifen\.odt/u }).first()).toBeVisible();
    expect(page.container.querySelector(".badges")?.textContent).toContain(
      language === "de" ? "7 neue Einträge · 1 Aufgabe überfällig" : "7 new items · 1 task overdue",
    );
    expect(page.container.querySelector(".card-work li")?.textContent).toBe(
      language === "de"
        ? "überfällig seit FrStellungnahme Deichrückbau abstimmenHochwasserschutz · In Bearbeitung"
        : "overdue since FriStellungnahme Deichrückbau abstimmenHochwasserschutz · In Bearbeitung",
    );
    expect(page.container.querySelector(".card-inbox li")?.textContent).toBe(
      language === "de"
        ? "Projekte: Ungelesen: Gewässerrandstreifen 2027Tobias Kranich: Status „In Prüfung“ · 3 weitere Änderungen10:38"
        : "Projekte: Unread: Gewässerrandstreifen 2027Tobias Kranich: Status „In Prüfung“ · 3 more changes10:38",
    );
    expect(asked.requests.join()).not.toContain("!");
    await expectNoBarriers(page.container);
  });

  test("ask together for what is near, and for what is far only when it comes near", async () => {
    const asked = answerCards(full);
    const page = await open({ width: 1440 });
    await eventually(() => expect(asked.requests.length).toBeGreaterThan(0));
    expect(asked.requests[0]?.split(",").toSorted()).toEqual(["chat", "inbox", "work"]);
    await delay(200);
    expect(asked.requests.join()).not.toContain("files");
    card(page, "Dateien").element().scrollIntoView();
    await eventually(() => expect(asked.requests.at(-1)).toBe("files"));
  });

  test("that are empty say what that means", async () => {
    answerCards({});
    const page = await open();
    await expect.element(page.getByText("Alles erledigt")).toBeVisible();
    await expect.element(page.getByText("Nichts zu tun")).toBeVisible();
    await expectNoBarriers(page.container);
  });
});

describe("each card alone", () => {
  test("keeps its skeleton while its source is slow, and asks again for itself, waiting this time", async () => {
    const loading = { state: "loading", since } as const;
    const asked = answerCards({ ...full, work: someWork({ outcome: loading }) }, full);
    const page = await open({ width: 1440 });
    await expect.element(page.getByRole("link", { name: /Referat 42 – Wasserrecht/u }).first()).toBeVisible();
    expect(page.container.querySelector(".card-work [aria-busy]")).not.toBeNull();
    await eventually(() => expect(asked.requests).toContain("work!"));
    await expect.element(page.getByText("Vermerk Randstreifen freigeben")).toBeVisible();
  });

  test("changes its height for nothing that comes", async () => {
    network.use(
      reply(readCards, async (request) => {
        await delay(500);
        return only(new URL(request.url).searchParams.get("cards") ?? "", someCards(full));
      }),
    );
    const page = await open({ width: 1440 });
    const heights = (): number[] =>
      [".card-inbox", ".card-work"].map(
        (one) => page.container.querySelector(one)?.getBoundingClientRect().height ?? 0,
      );
    const before = heights();
    await expect.element(page.getByText("Vermerk Randstreifen freigeben")).toBeVisible();
    expect(heights()).toEqual(before);
  });

  const silent: readonly (readonly [SourceState, string])[] = [
    [{ state: "unavailable", since }, "Projekte ist nicht erreichbar"],
    [{ state: "needs_first_login", openAt: "https://projects.example.org/" }, "Projekte einmal öffnen"],
    [{ state: "needs_sign_in", connect: "/auth/connect/projects" }, "Einmal bei Projekte anmelden"],
  ];
  test.each(silent)("with %j says so and leaves the others as they are", async (outcome, title) => {
    answerCards({
      ...full,
      work: someWork({ outcome, counts: [] }),
      inbox: anInbox({ items: someInboxItems().slice(1, 3), sources: someOutcomes({ projects: outcome }) }),
    });
    const page = await open({ width: 1440 });
    await expect.element(page.getByRole("heading", { name: title })).toBeVisible();
    await expect.element(page.getByRole("link", { name: /Vermerk Randstreifen\.odt/u }).first()).toBeVisible();
    expect(page.container.querySelectorAll(".card-inbox .stale")).toHaveLength(1);
    await expectNoBarriers(page.container);
  });

  test("gives way to one line where its tool is not for this person, and the inbox says nothing of it", async () => {
    const outcome = { state: "not_entitled", requestAccess: "https://help.example.org/access" } as const;
    answerCards({
      ...full,
      work: someWork({ outcome }),
      inbox: anInbox({ items: someInboxItems().slice(1, 3), sources: someOutcomes({ projects: outcome }) }),
    });
    const page = await open({ width: 1440 });
    await expect.element(card(page, "Meine Arbeit").getByRole("link", { name: "Zugang beantragen" })).toBeVisible();
    expect(card(page, "Meine Arbeit").element().getBoundingClientRect().height).toBeLessThan(100);
    expect(page.container.querySelectorAll(".card-inbox .stale")).toHaveLength(0);
  });

  test("claims that all is done only when every tool has said so", async () => {
    const down = { state: "unavailable", since } as const;
    answerCards({ ...full, inbox: anInbox({ sources: someOutcomes({ files: down }) }) });
    const page = await open();
    await expect.element(page.getByText(/Dateien ist seit 10:42 Uhr nicht erreichbar\./u)).toBeVisible();
    await expect.element(page.getByText("Alles erledigt")).not.toBeInTheDocument();
  });

  test("keeps its rows with their time when the portal itself does not answer", async () => {
    answerCards(full, failure(504, "timeout"));
    const page = await open({ width: 1440 });
    await expect.element(page.getByText("Vermerk Randstreifen freigeben")).toBeVisible();
    page.events.say({ type: "source_changed", source: "projects", topics: ["work"] });
    await expect.element(card(page, "Meine Arbeit").getByText(/^Stand von \d\d:\d\d Uhr\./u)).toBeVisible();
    await expect.element(page.getByText("Vermerk Randstreifen freigeben")).toBeVisible();
    expect(page.container.querySelectorAll(".card-inbox .stale")).toHaveLength(0);
  });
});

describe("what changes", () => {
  const events: readonly (readonly [PortalEvent, Card])[] = [
    [{ type: "inbox_changed" }, "inbox"],
    [{ type: "source_changed", source: "projects", topics: ["work"] }, "work"],
    [{ type: "source_changed", source: "projects", topics: ["notifications"] }, "inbox"],
    [{ type: "source_changed", source: "matrix", topics: ["chat"] }, "chat"],
    [{ type: "source_changed", source: "portal", topics: ["notifications"] }, "inbox"],
  ];
  test.each(events)("%j is asked for of its card alone", async (event, name) => {
    const asked = answerCards(full);
    const page = await open({ width: 1440 });
    await expect.element(page.getByText("Vermerk Randstreifen freigeben")).toBeVisible();
    const before = asked.count();
    page.events.say(event);
    await eventually(() => expect(asked.count()).toBe(before + 1));
    expect(asked.requests.at(-1)).toBe(name);
  });

  test("waits beside the rows while the pointer is on them", async () => {
    const more = [anInboxItem({ id: "projects:wp:1", object: { title: "Ganz neu" } }), ...someInboxItems()];
    answerCards(full, { ...full, inbox: anInbox({ items: more }) });
    const page = await open({ width: 1440 });
    const row = page.getByRole("link", { name: /Referat 42 – Wasserrecht/u }).first();
    await userEvent.hover(row);
    const place = row.element().getBoundingClientRect().top;
    page.events.say({ type: "inbox_changed" });
    await expect.element(page.getByRole("button", { name: "1 neuer Eintrag" })).toBeVisible();
    expect(row.element().getBoundingClientRect().top).toBe(place);
    await page.getByRole("button", { name: "1 neuer Eintrag" }).click();
    await expect.element(page.getByText(/Ganz neu/u)).toBeVisible();
  });

  test("is heard once, however many changes there were", async () => {
    const items = someInboxItems();
    answerCards(
      { ...full, inbox: anInbox({ items: items.slice(0, 2) }) },
      { ...full, inbox: anInbox({ items: items.slice(0, 3) }) },
      { ...full, inbox: anInbox({ items: items.slice(0, 5) }) },
    );
    const page = await open({ width: 1440 });
    await expect.element(page.getByText("Vermerk Randstreifen freigeben")).toBeVisible();
    const said: string[] = [];
    const region = page.container.querySelector("output.vh");
    new MutationObserver(() => said.push(region?.textContent ?? "")).observe(region ?? document, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    page.events.say({ type: "inbox_changed" });
    await delay(300);
    page.events.say({ type: "inbox_changed" });
    await vi.waitFor(() => expect(said).toEqual(["Eingang: 5 ungelesen"]), { timeout: 5000 });
  });

  test("a capped count is shown as one", async () => {
    const counts = [{ source: "projects", unread: 25, mentions: 0, isCapped: true }];
    answerCards({ ...full, inbox: anInbox({ items: someInboxItems(), counts }) });
    const page = await open();
    await eventually(() => expect(page.container.querySelector(".badges .count")?.textContent).toBe("25+"));
    expect(page.container.querySelector(".badges")?.textContent).toContain("mehr als 25 neue Einträge");
  });
});
