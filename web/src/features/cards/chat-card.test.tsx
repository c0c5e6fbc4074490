import { readCards } from "@pforte/shared/contract/cards";
import type { SourceState } from "@pforte/shared/contract/source-outcome";
import { aHome } from "@pforte/shared/testing/a-home";
import { aMessage, aRoom, someChatRooms } from "@pforte/shared/testing/some-chat";
import { delay } from "msw";
import { describe, expect, test } from "vitest";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { answerRooms } from "#testing/answer-cards.ts";
import { eventually } from "#testing/eventually.ts";
import { renderPart, type RenderedPortal } from "#testing/render-portal.tsx";
import { network, reply } from "#testing/server.ts";
import { ChatCard } from "./chat-card.tsx";

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

async function open(language: "de" | "en" = "de"): Promise<RenderedPortal> {
  const home = aHome({ language });
  return renderPart(<ChatCard home={home} />, { home });
}

describe("rooms", () => {
  test("say which they are, who said what when, and how much is unread", async () => {
    answerRooms(someChatRooms({ rooms }));
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
    answerRooms(someChatRooms({ rooms: [aRoom(some)] }));
    const page = await open();
    await eventually(() => expect(page.container.querySelector(".row-sub")?.textContent).toBe(line));
  });

  test("are opened in the portal, also without an address in the tool, and none is there twice as a control", async () => {
    answerRooms(someChatRooms({ rooms: [aRoom({ id: "matrix:!ref42:example.org", href: null })] }));
    const page = await open();
    await expect.element(page.getByText("Referat 42 – Wasserrecht")).toBeVisible();
    const links = page.getByRole("link").elements();
    expect(links.map((link) => link.getAttribute("href"))).toEqual(["/chat", "/chat/matrix%3A!ref42%3Aexample.org"]);
  });

  test("that nobody has yet are said to be none", async () => {
    answerRooms(someChatRooms());
    const page = await open("en");
    await expect.element(page.getByText("No rooms yet")).toBeVisible();
    await expectNoBarriers(page.container);
  });
});

describe("while it loads", () => {
  test("there is nothing for 300 ms, then the shape of what comes, and nothing moves", async () => {
    network.use(
      reply(readCards, async () => {
        await delay(900);
        return { chat: someChatRooms({ rooms }) };
      }),
    );
    const page = await open();
    const card = page.container.querySelector(".card-chat");
    const skeleton = page.container.querySelector(".late");
    expect(skeleton?.checkVisibility({ visibilityProperty: true })).toBe(false);
    const before = card?.getBoundingClientRect().height;
    await eventually(() => expect(skeleton?.checkVisibility({ visibilityProperty: true })).toBe(true));
    await expectNoBarriers(page.container);
    await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
    expect(card?.getBoundingClientRect().height).toBe(before);
  });

  test("five rooms need no more room than was kept for them", async () => {
    const page = await open();
    answerRooms(
      someChatRooms({ rooms: Array.from({ length: 5 }, (_, index) => aRoom({ name: `Raum ${index}`, unread: 3 })) }),
    );
    const before = page.container.querySelector(".card-chat")?.getBoundingClientRect().height;
    await expect.element(page.getByRole("link", { name: /Raum 4/u })).toBeVisible();
    expect(page.container.querySelector(".card-chat")?.getBoundingClientRect().height).toBe(before);
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
      answerRooms(someChatRooms({ rooms, outcome }));
      const page = await open(language);
      await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
      expect(page.container.querySelector(".stale")?.textContent).toContain(says);
      await expectNoBarriers(page.container);
      await page.unmount();
    }
  });
});

test("a source whose content is old says that it is tried again while it is", async () => {
  answerRooms(someChatRooms({ rooms, outcome: { state: "stale", at, because: "unavailable", since } }));
  const page = await open();
  const button = page.getByRole("button", { name: "Jetzt versuchen" });
  await expect.element(button).toHaveAttribute("aria-disabled", "false");
  network.use(
    reply(readCards, async () => {
      await delay(500);
      return { chat: someChatRooms({ rooms }) };
    }),
  );
  await button.click();
  await expect
    .element(page.getByRole("button", { name: "Wird versucht …" }), { timeout: 400 })
    .toHaveAttribute("aria-disabled", "true");
  await expect.element(page.getByRole("button", { name: "Wird versucht …" })).not.toBeInTheDocument();
});

describe("a source that is busy before anything of it is known", () => {
  test.each([
    ["de", "Chat ist gerade ausgelastet. Weiter um 10:46 Uhr.", "Noch keine Räume"],
    ["en", "10:46", "No rooms yet"],
  ] as const)("says when it goes on, and claims neither rooms nor none (%s)", async (language, says, none) => {
    answerRooms(
      someChatRooms({
        outcome: { state: "throttled", until: "2026-11-23T09:46:00.000Z" },
        counts: [{ source: "matrix", unread: null, highlights: null }],
      }),
    );
    const page = await open(language);
    await eventually(() => expect(page.container.querySelector(".stale")?.textContent).toContain(says));
    await expect.element(page.getByText(none)).not.toBeInTheDocument();
    expect(page.container.querySelectorAll(".count")).toHaveLength(0);
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
      answerRooms(someChatRooms({ outcome, counts: [{ source: "matrix", unread: null, highlights: null }] }));
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
    const asked = answerRooms(someChatRooms({ outcome: { state: "unavailable", since } }), someChatRooms({ rooms }));
    const page = await open();
    await expect.element(page.getByText(/^Seit 10:42 Uhr kommt keine Antwort\./u)).toBeVisible();
    await page.getByRole("button", { name: "Jetzt versuchen" }).click();
    await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
    expect(asked.count()).toBe(2);
  });

  test("not entitled gives way to one line with the way to access, can be put away, and stays away", async () => {
    for (const [language, says, asks] of [
      ["en", /No access to “Chat”\./u, "Request access"],
      ["de", /Kein Zugang zu „Chat“\./u, "Zugang beantragen"],
    ] as const) {
      answerRooms(
        someChatRooms({ outcome: { state: "not_entitled", requestAccess: "https://help.example.org/access" } }),
      );
      const page = await open(language);
      await expect.element(page.getByText(says)).toBeVisible();
      await expect
        .element(page.getByRole("link", { name: asks }))
        .toHaveAttribute("href", "https://help.example.org/access");
      expect(page.container.querySelector("section")?.getBoundingClientRect().height).toBeLessThan(100);
      await expectNoBarriers(page.container);
      await page.unmount();
    }
    const page = await open();
    await page.getByRole("button", { name: "Ausblenden" }).click();
    await expect.element(page.getByRole("heading", { name: "Chat" })).not.toBeInTheDocument();
    await page.unmount();
    const again = await open();
    await eventually(() => expect(again.client.queries.isFetching()).toBe(0));
    await expect.element(again.getByRole("heading", { name: "Chat" })).not.toBeInTheDocument();
  });

  test("one of two leaves the rooms of the other alone", async () => {
    answerRooms(
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
    await expect.element(page.getByText(/Besprechung ist seit 10:42 Uhr nicht erreichbar\./u)).toBeVisible();
  });
});
