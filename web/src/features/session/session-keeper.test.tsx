import { readCards } from "@pforte/shared/contract/cards";
import { readHome } from "@pforte/shared/contract/home";
import { changePreferences } from "@pforte/shared/contract/preferences";
import { readSession } from "@pforte/shared/contract/session";
import { aHome } from "@pforte/shared/testing/a-home";
import { someCards } from "@pforte/shared/testing/some-cards";
import { aRoom, someChatRooms } from "@pforte/shared/testing/some-chat";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { eventually } from "#testing/eventually.ts";
import { createLedEvents } from "#testing/fake-events.ts";
import { renderPortal, type RenderedPortal } from "#testing/render-portal.tsx";
import { fail, network, reply } from "#testing/server.ts";

const session = {
  person: { name: "Ines Marquardt", username: "ines" },
  endsAt: "2026-11-23T19:00:00.000Z",
  idleEndsAt: "2026-11-23T11:00:00.000Z",
};
const rooms = someCards({ chat: someChatRooms({ rooms: [aRoom({ name: "Referat 42", unread: 3 })] }) });

beforeEach(() => {
  network.use(reply(readCards, rooms));
});

const room = (page: RenderedPortal) => page.getByRole("link", { name: /Referat 42/u });

async function openPage(some: Parameters<typeof renderPortal>[0] = {}): Promise<RenderedPortal> {
  const page = await renderPortal(some);
  await expect.element(room(page)).toBeVisible();
  return page;
}

function fire(type: "pageshow" | "pagehide", persisted: boolean): void {
  globalThis.dispatchEvent(new PageTransitionEvent(type, { persisted }));
}

describe("a sign-out anywhere", () => {
  test("takes the page to the signed-out page at once, and nothing personal stays in memory", async () => {
    const page = await openPage();
    const started = performance.now();
    page.events.say({ type: "session_ended", because: "signed_out" });
    expect(page.journeys).toEqual(["replace /signed-out?elsewhere"]);
    expect(performance.now() - started).toBeLessThan(2000);
    await expect.element(room(page)).not.toBeInTheDocument();
    expect(page.client.queries.getQueryData(["cards", "chat"])).toBeUndefined();
    expect(page.events.followers()).toBe(0);
  });
});

describe("a sign-out", () => {
  test("is followed also by a page that a refused call has paused a moment before", async () => {
    const page = await openPage();
    network.use(fail(readCards, 401, "signed_out"));
    await page.client.queries.invalidateQueries({ queryKey: ["cards", "chat"] });
    await expect.element(page.getByText(/Pausiert seit/u)).toBeVisible();
    page.events.say({ type: "session_ended", because: "signed_out" });
    expect(page.journeys).toEqual(["replace /signed-out?elsewhere"]);
  });

  test("from another session of the person empties the page at once and goes where that is said", async () => {
    const page = await openPage();
    page.events.say({ type: "session_ended", because: "signed_out", isElsewhere: true });
    expect(page.journeys).toEqual(["replace /signed-out?ended"]);
    expect(page.client.queries.getQueryData(["cards", "chat"])).toBeUndefined();
  });

  test("by this page's own form is not overtaken by what it causes elsewhere, and shows nothing on its way", async () => {
    const page = await openPage();
    const form = page.container.querySelector<HTMLFormElement>('form[action="/auth/logout"]');
    form?.addEventListener("submit", (event) => event.preventDefault());
    form?.requestSubmit();
    page.client.session.leave();
    page.client.session.pause();
    expect(page.journeys).toEqual([]);
    expect(page.client.queries.getQueryData(["cards", "chat"])).toBeUndefined();
    expect(getComputedStyle(document.body).visibility).toBe("hidden");
  });
});

describe("a session that has run out", () => {
  test.each([
    ["de", /^Pausiert seit 10:44 Uhr\./u, "Weiterarbeiten"],
    ["en", /^Paused since 10:44\./u, "Continue"],
  ] as const)("keeps the tiles, hides what is personal and says so (%s)", async (language, says, goOn) => {
    const page = await openPage({ home: aHome({ language }) });
    page.events.say({ type: "session_ended", because: "expired" });
    await expect.element(page.getByText(says)).toBeVisible();
    await expect.element(room(page)).not.toBeInTheDocument();
    await expect.element(page.getByText("Ines Marquardt")).not.toBeInTheDocument();
    expect(page.container.querySelectorAll(".count")).toHaveLength(0);
    await expect.element(page.getByRole("link", { name: /^Wiki/u })).toBeVisible();
    expect(page.client.queries.getQueryData(["cards", "chat"])).toBeUndefined();
    await expectNoBarriers(page.container);
    await page.getByRole("link", { name: goOn }).click();
    expect(page.journeys).toEqual(["assign /auth/login?returnTo=%2F%3Fplace%3D1"]);
  });

  test("is noticed by any read that is refused, and by nothing else", async () => {
    const page = await openPage();
    network.use(fail(readCards, 503, "storage_unavailable"));
    await page.client.queries.invalidateQueries({ queryKey: ["cards", "chat"] });
    await expect.element(room(page)).toBeVisible();
    network.use(fail(readCards, 401, "signed_out"));
    await page.client.queries.invalidateQueries({ queryKey: ["cards", "chat"] });
    await expect.element(page.getByText(/Pausiert seit/u)).toBeVisible();
    expect(page.journeys).toEqual([]);
  });

  test("is renewed by the next act, and what was typed is there again", async () => {
    const page = await openPage();
    await page.getByRole("searchbox").fill("wasser");
    network.use(fail(changePreferences, 401, "signed_out"));
    await page.getByRole("button", { name: /^Darstellung/u }).click();
    await page.getByRole("menuitemradio", { name: "Dunkel" }).click();
    await eventually(() => expect(page.journeys).toEqual(["assign /auth/login?returnTo=%2F%3Fplace%3D1"]));
    expect(Object.values(sessionStorage)).toEqual(["wasser"]);
    await page.unmount();

    const after = await openPage();
    await expect.element(after.getByRole("searchbox")).toHaveValue("wasser");
    await expect.element(after.getByRole("link", { name: /^Wasserbuch/u })).toBeVisible();
    await expect.element(after.getByRole("link", { name: /^Wiki/u })).not.toBeInTheDocument();
    expect(sessionStorage).toHaveLength(0);
  });

  test("goes on by itself when the tab is looked at and the person has signed in elsewhere", async () => {
    const page = await openPage();
    page.events.say({ type: "session_ended", because: "expired" });
    await expect.element(page.getByText(/Pausiert seit/u)).toBeVisible();
    let reads = 0;
    network.use(
      reply(readSession, session),
      reply(readHome, () => {
        reads += 1;
        return aHome({ dock: ["wiki"], appearance: "dark" });
      }),
    );
    document.dispatchEvent(new Event("visibilitychange"));
    await expect.element(room(page)).toBeVisible();
    await expect.element(page.getByText(/Pausiert seit/u)).not.toBeInTheDocument();
    expect(page.events.followers()).toBe(1);
    // What was chosen meanwhile is read once and seen.
    const pins = page.getByRole("list", { name: "Angeheftet" });
    await eventually(() => expect(pins.getByRole("link").elements()).toHaveLength(1));
    await expect.element(pins.getByRole("link", { name: /^Wiki/u })).toBeVisible();
    expect(document.documentElement.dataset["theme"]).toBe("dark");
    expect(reads).toBe(1);
  });
});

describe("a tab that is looked at again", () => {
  test("asks for its session, and pauses where it is gone", async () => {
    const page = await openPage();
    network.use(fail(readSession, 401, "signed_out"));
    document.dispatchEvent(new Event("visibilitychange"));
    await expect.element(page.getByText(/Pausiert seit/u)).toBeVisible();
  });

  test("starts over where somebody else has signed in with this browser", async () => {
    const page = await openPage();
    network.use(reply(readSession, { ...session, person: { name: "Paul Zierau", username: "paul" } }));
    document.dispatchEvent(new Event("visibilitychange"));
    await eventually(() => expect(page.journeys).toEqual(["reload"]));
    expect(page.client.queries.getQueryData(["cards", "chat"])).toBeUndefined();
  });

  test("tells two people of the same name apart", async () => {
    let at = Date.parse("2026-11-23T09:44:00.000Z");
    const page = await openPage({ now: () => new Date(at) });
    network.use(reply(readSession, session));
    document.dispatchEvent(new Event("visibilitychange"));
    await eventually(() => expect(page.client.session.get().kind).toBe("live"));
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    at += 60_000;
    network.use(reply(readSession, { ...session, person: { name: "Ines Marquardt", username: "ines2" } }));
    document.dispatchEvent(new Event("visibilitychange"));
    await eventually(() => expect(page.journeys).toEqual(["reload"]));
  });
});

describe("a page out of the browser's memory", () => {
  test("shows nothing until the server has confirmed whose it is", async () => {
    const page = await openPage();
    fire("pagehide", true);
    expect(getComputedStyle(document.body).visibility).toBe("hidden");
    expect(page.events.followers()).toBe(0);
    network.use(reply(readSession, session), reply(readHome, aHome()));
    fire("pageshow", true);
    await eventually(() => expect(getComputedStyle(document.body).visibility).toBe("visible"));
    await expect.element(room(page)).toBeVisible();
    expect(page.events.followers()).toBe(1);
  });

  test("is thrown away after a sign-out", async () => {
    const page = await openPage();
    fire("pagehide", true);
    network.use(fail(readSession, 401, "signed_out"));
    fire("pageshow", true);
    await eventually(() => expect(page.journeys).toEqual(["reload"]));
    expect(getComputedStyle(document.body).visibility).toBe("hidden");
  });

  test("stays hidden and pauses where the server does not answer", async () => {
    const page = await openPage();
    fire("pagehide", true);
    network.use(fail(readSession, 503, "storage_unavailable"));
    fire("pageshow", true);
    await expect.element(page.getByText(/Pausiert seit/u)).toBeVisible();
    await expect.element(room(page)).not.toBeInTheDocument();
  });
});

describe("what the server says has changed", () => {
  test("is read again: the page's data after a publication and after a choice elsewhere", async () => {
    let reads = 0;
    network.use(
      reply(readHome, () => {
        reads += 1;
        return aHome({ version: 4 });
      }),
    );
    const page = await openPage();
    page.events.say({ type: "configuration_published", version: 3 });
    page.events.say({ type: "preferences_changed" });
    await eventually(() => expect(reads).toBe(1));
    page.events.say({ type: "configuration_published", version: 5 });
    await vi.waitFor(() => expect(reads).toBe(2), { timeout: 3000 });
  });

  test("is read again with the inbox and all lists, where something was announced or a source switched off", async () => {
    const read: string[] = [];
    network.use(
      reply(readHome, () => {
        read.push("home");
        return aHome();
      }),
    );
    const page = await openPage();
    const stop = page.client.queries.getQueryCache().subscribe(({ type, query }) => {
      if (type === "updated" && query.state.isInvalidated) read.push(String(query.queryKey[0]));
    });
    const lists = ["cards", "inbox", "files", "work", "draft"];
    for (const list of lists) page.client.queries.setQueryData([list, "all"], {});
    page.events.say({ type: "live_changed" });
    await vi.waitFor(() => expect(read).toContain("work"), { timeout: 3000 });
    stop();
    expect(lists.filter((list) => read.includes(list))).toEqual(["cards", "inbox", "files", "work"]);
    expect(read).toContain("home");
  });

  test("is all read again when the stream could not go on where it was", async () => {
    let reads = 0;
    network.use(
      reply(readHome, () => {
        reads += 1;
        return aHome();
      }),
    );
    const page = await openPage();
    page.events.say({ type: "resync" });
    await userEvent.keyboard("{Shift}");
    expect(reads).toBe(0);
    page.events.say({ type: "resync" });
    await eventually(() => expect(reads).toBe(1));
  });

  test("is all read again by a tab that does not lead, from the first time on", async () => {
    let reads = 0;
    network.use(
      reply(readHome, () => {
        reads += 1;
        return aHome();
      }),
    );
    // The stream is another tab's and may have begun long ago, or only now.
    const page = await openPage({ events: createLedEvents() });
    page.events.say({ type: "resync" });
    await eventually(() => expect(reads).toBe(1));
  });

  test("a page without a session follows no events", async () => {
    const page = await renderPortal({ home: aHome({ person: null, sources: [] }) });
    expect(page.events.followers()).toBe(0);
  });
});
