import { readCards } from "@pforte/shared/contract/cards";
import { aHome } from "@pforte/shared/testing/a-home";
import { someCards } from "@pforte/shared/testing/some-cards";
import { aRoom, someChatRooms } from "@pforte/shared/testing/some-chat";
import { delay } from "msw";
import { describe, expect, test } from "vitest";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { answerRooms, only } from "#testing/answer-cards.ts";
import { eventually } from "#testing/eventually.ts";
import { renderPart, type RenderedPortal } from "#testing/render-portal.tsx";
import { failure, network, reply } from "#testing/server.ts";
import { ChatCard } from "./chat-card.tsx";
import { SourceBadge } from "./badges.tsx";
import { CardFeed } from "./card-feed.tsx";

const rooms = [aRoom({ unread: 2 })];

async function open(): Promise<RenderedPortal> {
  const home = aHome();
  return renderPart(
    <>
      <CardFeed home={home} />
      <ChatCard home={home} />
    </>,
    { home },
  );
}

describe("a portal that does not answer", () => {
  test("is said with the code where there is nothing to show, and asked again on demand", async () => {
    answerRooms(failure(503, "storage_unavailable"), someChatRooms({ rooms }));
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
    answerRooms(someChatRooms({ rooms }), failure(504, "timeout"));
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
    const asked = answerRooms(
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
        <CardFeed home={home} />
        <ChatCard home={home} />
      </>,
      { home },
    );
    const badges = () => [...page.container.querySelectorAll(".badges .count")].map(({ textContent }) => textContent);
    await eventually(() => expect(badges()).toEqual(["1", "1"]));
    expect(asked.count()).toBe(1);
    const started = performance.now();
    page.events.say({ type: "source_changed", source: "matrix" });
    await eventually(() => expect(badges()).toEqual(["7", "7"]));
    expect(performance.now() - started).toBeLessThan(2000);
    expect(asked.count()).toBe(2);
  });

  test("is not asked for where another source has changed", async () => {
    const asked = answerRooms(someChatRooms({ rooms }));
    const page = await open();
    await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
    page.events.say({ type: "source_changed", source: "mail" });
    await delay(100);
    expect(asked.count()).toBe(1);
  });

  test("many times in a row is asked for one after the other, and the last of it is shown", async () => {
    let asked = 0;
    network.use(
      reply(readCards, async (request) => {
        asked += 1;
        const unread = asked;
        await delay(60);
        return only(
          new URL(request.url).searchParams.get("cards") ?? "",
          someCards({ chat: someChatRooms({ rooms: [aRoom({ unread })] }) }),
        );
      }),
    );
    const page = await open();
    await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
    for (let index = 0; index < 40; index += 1) {
      page.events.say({ type: "source_changed", source: "matrix" });
    }
    await eventually(() => expect(page.client.queries.isFetching()).toBe(0));
    await eventually(() => expect(page.container.querySelector(".sec-head .count")?.textContent).toBe(String(asked)));
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
    answerRooms(someChatRooms({ rooms: [aRoom()], counts: [{ source: "matrix", ...counts }] }));
    const home = aHome();
    const page = await renderPart(
      <>
        <p className="badge">
          <SourceBadge source="matrix" />
        </p>
        <CardFeed home={home} />
        <ChatCard home={home} />
      </>,
      { home },
    );
    await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
    expect(page.container.querySelector(".badge")?.textContent).toBe(says ?? "");
  });

  test("of a source that the card does not know is none", async () => {
    answerRooms(someChatRooms({ rooms }));
    const home = aHome();
    const page = await renderPart(
      <>
        <SourceBadge source="mail" />
        <CardFeed home={home} />
        <ChatCard home={home} />
      </>,
      { home },
    );
    await expect.element(page.getByRole("link", { name: /Referat 42/u })).toBeVisible();
    expect(page.container.querySelectorAll("main > .count")).toHaveLength(0);
  });
});
