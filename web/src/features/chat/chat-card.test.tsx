import { listChatRooms, type ChatRooms } from "@pforte/shared/contract/chat";
import type { SourceState } from "@pforte/shared/contract/source-outcome";
import { aHome } from "@pforte/shared/testing/a-home";
import { aMessage, aRoom, someChatRooms } from "@pforte/shared/testing/some-chat";
import { delay } from "msw";
import { afterEach, describe, expect, test, vi } from "vitest";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { renderPart, type RenderedPortal } from "#testing/render-portal.tsx";
import { failure, network, reply } from "#testing/server.ts";
import { ChatCard } from "./chat-card.tsx";
import { SourceBadge } from "./source-badge.tsx";

const at = "2026-11-23T09:41:00.000Z";
const since = "2026-11-23T09:42:00.000Z";
const rooms = [
  aRoom({ unread: 2, highlights: 1 }),
  aRoom({
    name: "Paul Zierau",
    isDirect: true,
    unread: 120,
    lastMessage: aMessage({ sender: "Paul Zierau", text: "Danke." }),
  }),
];

/** Answers the rooms with these values, the last of them for good, and counts. */
function answer(...values: readonly (ChatRooms | Response)[]): { readonly count: () => number } {
  let asked = 0;
  network.use(
    reply(listChatRooms, () => {
      const value = values[Math.min(asked, values.length - 1)];
      asked += 1;
      if (value === undefined) {
        throw new Error("The test has no answer.");
      }
      return value instanceof Response ? value.clone() : value;
    }),
  );
  return { count: () => asked };
}

async function open(language: "de" | "en" = "de"): Promise<RenderedPortal> {
  const home = aHome({ language });
  return renderPart(<ChatCard home={home} />, { home });
}

afterEach(() => {
  vi.useRealTimers();
});

describe("rooms", () => {
  test("say which they are, who said what when, and how much is unread", async () => {
    answer(someChatRooms({ rooms }));
    const page = await open();
    await expect.element(page.getByRole("link", { name: "Ungelesen: Referat 42 – Wasserrecht" })).toBeVisible();
    const [first, second] = page
      .getByRole("listitem")
      .elements()
      .map((row) => row.textContent);
    expect(first).toBe(
      "42Ungelesen: Referat 42 – WasserrechtDeniz Aslan: Können Sie den Vermerk bis 14 Uhr freigeben?10:312, 2 ungelesen, davon 1 Erwähnung",
    );
    // A talk between two needs no name, and a badge ends at 99.
    expect(second).toBe("PZUngelesen: Paul ZierauDanke.10:3199+, 120 ungelesen");
    await expect.element(page.getByRole("heading", { name: "Chat" })).toBeVisible();
    expect(page.container.querySelector(".sec-head .count")?.textContent).toBe("99+");
    await expectNoBarriers(page.container);
  });

  test.each([
    [{ lastMessage: aMessage({ kind: "encrypted", text: null }) }, "Deniz Aslan: Verschlüsselte Nachricht"],
    [{ lastMessage: aMessage({ kind: "image", text: null }) }, "Deniz Aslan: Bild"],
    [{ lastMessage: aMessage({ text: null }) }, "Deniz Aslan: Neue Aktivität"],
    [{ lastMessage: aMessage({ own: true, text: "Ja." }) }, "Sie: Ja."],
    [{ lastMessage: null }, "Noch keine Nachricht"],
    [{ isInvitation: true, lastMessage: null }, "Einladung in diesen Raum"],
    [{ lastMessage: aMessage({ text: "<img src=x onerror=alert(1)>" }) }, "Deniz Aslan: <img src=x onerror=alert(1)>"],
  ] as const)("with %j read %j", async (some, line) => {
    answer(someChatRooms({ rooms: [aRoom(some)] }));
    const page = await open();
    await vi.waitFor(() => expect(page.container.querySelector(".row-sub")?.textContent).toBe(line));
  });

  test("without an address in the tool are no links, and none is there twice as a control", async () => {
    answer(someChatRooms({ rooms: [aRoom({ href: null })] }));
    const page = await open();
    await expect.element(page.getByText("Referat 42 – Wasserrecht")).toBeVisible();
    expect(page.getByRole("link").elements()).toEqual([]);
  });

  test("that nobody has yet are said to be none", async () => {
    answer(someChatRooms());
    const page = await open("en");
    await expect.element(page.getByText("No rooms yet")).toBeVisible();
    await expectNoBarriers(page.container);
  });
});

describe("while it loads", () => {
  test("there is nothing for 300 ms, then the shape of what comes, and nothing moves", async () => {
    network.use(
      reply(listChatRooms, async () => {
        await delay(900);
        return someChatRooms({ rooms });
      }),
    );
    const page = await open();
    const card = page.container.querySelector(".chat-card");
    const skeleton = page.container.querySelector(".late");
    expect(skeleton?.checkVisibility({ visibilityProperty: true })).toBe(false);
    const before = card?.getBoundingClientRect().height;
    await vi.waitFor(() => expect(skeleton?.checkVisibility({ visibilityProperty: true })).toBe(true));
    await expectNoBarriers(page.container);
    await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
    expect(card?.getBoundingClientRect().height).toBe(before);
  });

  test("five rooms need no more room than was kept for them", async () => {
    const page = await open();
    answer(
      someChatRooms({ rooms: Array.from({ length: 5 }, (_, index) => aRoom({ name: `Raum ${index}`, unread: 3 })) }),
    );
    const before = page.container.querySelector(".chat-card")?.getBoundingClientRect().height;
    await expect.element(page.getByRole("link", { name: /Raum 4/u })).toBeVisible();
    expect(page.container.querySelector(".chat-card")?.getBoundingClientRect().height).toBe(before);
  });
});

const quiet: readonly (readonly [SourceState, de: string, en: string])[] = [
  [
    { state: "stale", at, because: "unavailable", since },
    "Stand von 10:41 Uhr, Chat antwortet gerade nicht.",
    "As of 10:41",
  ],
  [
    { state: "stale", at, because: "timeout", since },
    "Stand von 10:41 Uhr, Chat antwortet gerade zu langsam.",
    "As of 10:41",
  ],
  [
    { state: "throttled", until: "2026-11-23T09:46:00.000Z" },
    "Chat ist gerade ausgelastet. Weiter um 10:46 Uhr.",
    "10:46",
  ],
  [{ state: "degraded", at, dropped: 2 }, "2 Einträge waren nicht lesbar und fehlen hier.", "2 "],
];

describe("a source whose content stays", () => {
  test.each(quiet)("%j says so in one line above it", async (outcome, german, english) => {
    for (const [language, says] of [
      ["de", german],
      ["en", english],
    ] as const) {
      answer(someChatRooms({ rooms, outcome }));
      const page = await open(language);
      await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
      expect(page.container.querySelector(".stale")?.textContent).toContain(says);
      await expectNoBarriers(page.container);
      await page.unmount();
    }
  });
});

interface Silent {
  readonly outcome: SourceState;
  readonly title: readonly [de: string, en: string];
  readonly remedies: readonly [de: string, en: string];
  readonly href: string | null;
}

const silent: readonly Silent[] = [
  {
    outcome: { state: "not_entitled", requestAccess: "https://help.example.org/access" },
    title: ["Kein Zugang zu „Chat“", "No access to “Chat”"],
    remedies: ["Zugang beantragen", "Request access"],
    href: "https://help.example.org/access",
  },
  {
    outcome: { state: "needs_first_login", openAt: "https://chat.example.org/first" },
    title: ["Chat einmal öffnen", "Open Chat once"],
    remedies: ["Chat öffnen", "Open Chat"],
    href: "https://chat.example.org/first",
  },
  {
    outcome: { state: "needs_sign_in", connect: "/connect/matrix" },
    title: ["Einmal bei Chat anmelden", "Sign in to Chat once"],
    remedies: ["Bei Chat anmelden", "Sign in to Chat"],
    href: "/connect/matrix",
  },
  {
    outcome: { state: "unavailable", since },
    title: ["Chat ist nicht erreichbar", "Chat cannot be reached"],
    remedies: ["Chat direkt öffnen", "Open Chat directly"],
    href: "https://chat.example.org/",
  },
];

describe("a source that has nothing to show", () => {
  test.each(silent)("$outcome.state says what it is and what helps", async ({ outcome, title, remedies, href }) => {
    for (const [index, language] of (["de", "en"] as const).entries()) {
      answer(someChatRooms({ outcome, counts: [{ source: "matrix", unread: null, highlights: null }] }));
      const page = await open(language);
      await expect.element(page.getByRole("heading", { name: title[index] ?? "" })).toBeVisible();
      const remedy = page.getByRole("link", { name: remedies[index] ?? "" });
      await expect.element(remedy).toHaveAttribute("href", href);
      // Unknown is not 0, and not anything else.
      expect(page.container.querySelectorAll(".count")).toHaveLength(0);
      await expectNoBarriers(page.container);
      await page.unmount();
    }
  });

  test("unavailable tells since when, and tries at once when asked", async () => {
    const asked = answer(someChatRooms({ outcome: { state: "unavailable", since } }), someChatRooms({ rooms }));
    const page = await open();
    await expect.element(page.getByText(/^Seit 10:42 Uhr kommt keine Antwort\./u)).toBeVisible();
    await page.getByRole("button", { name: "Jetzt versuchen" }).click();
    await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
    expect(asked.count()).toBe(2);
  });

  test("not entitled can be put away, and stays away", async () => {
    answer(someChatRooms({ outcome: { state: "not_entitled" } }));
    const page = await open();
    await page.getByRole("button", { name: "Karte ausblenden" }).click();
    await expect.element(page.getByRole("heading", { name: "Chat" })).not.toBeInTheDocument();
    await page.unmount();
    const again = await open();
    await vi.waitFor(() => expect(again.client.queries.isFetching()).toBe(0));
    await expect.element(again.getByRole("heading", { name: "Chat" })).not.toBeInTheDocument();
  });

  test("one of two leaves the rooms of the other alone", async () => {
    answer(
      someChatRooms({
        rooms,
        sources: [
          { source: "matrix", name: "Chat", outcome: { state: "ok", at } },
          { source: "other", name: "Besprechung", outcome: { state: "unavailable", since } },
        ],
      }),
    );
    const page = await open();
    await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
    await expect.element(page.getByRole("heading", { name: "Besprechung ist nicht erreichbar" })).toBeVisible();
  });
});

describe("a portal that does not answer", () => {
  test("is said with the code where there is nothing to show, and asked again on demand", async () => {
    answer(failure(503, "storage_unavailable"), someChatRooms({ rooms }));
    const page = await open();
    await expect
      .element(page.getByRole("heading", { name: "Pforte kann gerade nichts lesen und nichts speichern." }))
      .toBeVisible();
    await expect.element(page.getByText("storage_unavailable")).toBeVisible();
    await expectNoBarriers(page.container);
    await page.getByRole("button", { name: "Jetzt versuchen" }).click();
    await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
  });

  test("leaves the rooms with their time", async () => {
    answer(someChatRooms({ rooms }), failure(504, "timeout"));
    const page = await open();
    await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
    page.events.say({ type: "source_changed", source: "matrix" });
    await expect
      .element(page.getByText(/^Stand von \d\d:\d\d Uhr\. Die Antwort hat zu lange gedauert\./u))
      .toBeVisible();
    await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
  });
});

describe("what changes in a tool", () => {
  test("is on the card and on the badges within two seconds, with one question for all", async () => {
    const asked = answer(
      someChatRooms({ rooms: [aRoom({ unread: 1 })] }),
      someChatRooms({ rooms: [aRoom({ unread: 7 })] }),
    );
    const home = aHome();
    const page = await renderPart(
      <>
        <div className="badges">
          <SourceBadge source="matrix" />
          <SourceBadge source="matrix" />
        </div>
        <ChatCard home={home} />
      </>,
      { home },
    );
    const badges = () => [...page.container.querySelectorAll(".badges .count")].map(({ textContent }) => textContent);
    await vi.waitFor(() => expect(badges()).toEqual(["1", "1"]));
    expect(asked.count()).toBe(1);
    const started = performance.now();
    page.events.say({ type: "source_changed", source: "matrix" });
    await vi.waitFor(() => expect(badges()).toEqual(["7", "7"]));
    expect(performance.now() - started).toBeLessThan(2000);
    expect(asked.count()).toBe(2);
  });

  test("is not asked for where another source has changed", async () => {
    const asked = answer(someChatRooms({ rooms }));
    const page = await open();
    await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
    page.events.say({ type: "source_changed", source: "mail" });
    await delay(100);
    expect(asked.count()).toBe(1);
  });

  test("many times in a row is asked for one after the other, and the last of it is shown", async () => {
    let asked = 0;
    network.use(
      reply(listChatRooms, async () => {
        asked += 1;
        const unread = asked;
        await delay(60);
        return someChatRooms({ rooms: [aRoom({ unread })] });
      }),
    );
    const page = await open();
    await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
    for (let index = 0; index < 40; index += 1) {
      page.events.say({ type: "source_changed", source: "matrix" });
    }
    await vi.waitFor(() => expect(page.client.queries.isFetching()).toBe(0));
    await vi.waitFor(() => expect(page.container.querySelector(".sec-head .count")?.textContent).toBe(String(asked)));
    expect(asked).toBeLessThanOrEqual(4);
  });
});

describe("the badge", () => {
  test.each([
    [{ unread: null, highlights: null }, null],
    [{ unread: 0, highlights: 0 }, null],
    [{ unread: 1, highlights: 0 }, "1, 1 ungelesen"],
    [{ unread: 99, highlights: 0 }, "99, 99 ungelesen"],
    [{ unread: 1842, highlights: 3 }, "99+, 1.842 ungelesen"],
  ] as const)("of %j reads %j", async (counts, says) => {
    answer(someChatRooms({ rooms: [aRoom()], counts: [{ source: "matrix", ...counts }] }));
    const home = aHome();
    const page = await renderPart(
      <>
        <p className="badge">
          <SourceBadge source="matrix" />
        </p>
        <ChatCard home={home} />
      </>,
      { home },
    );
    await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
    expect(page.container.querySelector(".badge")?.textContent).toBe(says ?? "");
  });

  test("of a source that the card does not know is none", async () => {
    answer(someChatRooms({ rooms }));
    const home = aHome();
    const page = await renderPart(
      <>
        <SourceBadge source="mail" />
        <ChatCard home={home} />
      </>,
      { home },
    );
    await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
    expect(page.container.querySelectorAll("main > .count")).toHaveLength(0);
  });
});
