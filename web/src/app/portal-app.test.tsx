import { listFiles } from "@pforte/shared/contract/files";
import { listWork } from "@pforte/shared/contract/work";
import { aHome } from "@pforte/shared/testing/a-home";
import { anInbox, someInboxItems } from "@pforte/shared/testing/an-inbox";
import { everySource, someCards } from "@pforte/shared/testing/some-cards";
import { someFileEntries, someFiles } from "@pforte/shared/testing/some-files";
import { someWork, someWorkItems } from "@pforte/shared/testing/some-work";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { answerCards } from "#testing/answer-cards.ts";
import { answerInbox } from "#testing/answer-inbox.ts";
import { takeComplaints } from "#testing/complaints.ts";
import { eventually } from "#testing/eventually.ts";
import { renderPortal } from "#testing/render-portal.tsx";
import { network, reply } from "#testing/server.ts";

const home = aHome({ sources: everySource });

beforeEach(() => {
  answerCards({ inbox: anInbox({ items: someInboxItems() }) });
  network.use(
    reply(listFiles, someFiles({ files: someFileEntries() })),
    reply(listWork, someWork({ items: someWorkItems() })),
  );
  answerInbox(() => anInbox({ items: someInboxItems() }));
});

// First, because a module is loaded once per file of tests.
test("a view whose code is lost says so where it would be, offers what helps, and leaves the frame", async () => {
  network.use(http.get(/\/src\/features\/inbox\/inbox-view/u, () => HttpResponse.error()));
  const page = await renderPortal({ home, at: "/inbox" });
  await expect.element(page.getByRole("heading", { name: "Diese Ansicht konnte nicht geladen werden" })).toBeVisible();
  await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent("Eingang");
  await expect.element(page.getByRole("link", { name: "Start", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Seite neu laden" }).click();
  expect(page.journeys).toEqual(["reload"]);
  const complaints = takeComplaints();
  expect(complaints.filter((one) => !/Failed to fetch dynamically imported module/u.test(one))).toEqual([]);
});

describe("between the views", () => {
  test("the frame stays, the heading takes the focus, and the title and the dock follow", async () => {
    const page = await renderPortal({ home });
    const dock = page.getByRole("navigation", { name: "Leiste" });
    const search = page.getByRole("searchbox").element();
    await dock
      .getByRole("link", { name: /^Dateien/u })
      .first()
      .click();
    const title = page.getByRole("heading", { level: 1 });
    await expect.element(title).toHaveTextContent("Dateien");
    await eventually(() => expect(document.activeElement).toBe(title.element()));
    await eventually(() => expect(document.title).toBe("(7) Dateien – Pforte"));
    await expect.element(dock.getByRole("link", { name: /^Dateien/u }).first()).toHaveAttribute("aria-current", "page");
    await expect.element(dock.getByRole("link", { name: "Start" })).not.toHaveAttribute("aria-current");
    expect(page.getByRole("searchbox").element()).toBe(search);
    await dock.getByRole("link", { name: "Start" }).click();
    await expect.element(title).toHaveTextContent("Montag, 23. November");
    await eventually(() => expect(document.activeElement).toBe(title.element()));
  });

  test("who searches for a tool from a view comes to the tools with what was typed", async () => {
    const page = await renderPortal({ home, at: "/work" });
    const field = page.getByRole("searchbox");
    await field.fill("wiki");
    await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent("Meine Arbeit");
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByRole("heading", { level: 1 })).toHaveTextContent("Montag, 23. November");
    expect(document.activeElement).toBe(field.element());
    await expect.element(page.getByRole("link", { name: /^Kalender/u }).nth(1)).not.toBeInTheDocument();
  });

  test("a paused session hides what is personal in a view, too", async () => {
    const page = await renderPortal({ home, at: "/work" });
    await eventually(() => expect(page.events.followers()).toBe(1));
    page.events.say({ type: "session_ended", because: "expired" });
    await expect.element(page.getByText("Ihr Stand erscheint wieder, sobald Sie weiterarbeiten.")).toBeVisible();
    expect(document.title).toBe("Meine Arbeit – Pforte");
    await expectNoBarriers(page.container);
  });
});

test("a person without tools that feed a view has no way to it in the dock, but always to the inbox", async () => {
  answerCards(someCards());
  const page = await renderPortal({ home: aHome({ sources: [] }) });
  const dock = page.getByRole("navigation", { name: "Leiste" });
  await expect.element(dock.getByRole("link", { name: /^Eingang/u })).toHaveAttribute("href", "/inbox");
  const views = dock
    .getByRole("list")
    .first()
    .getByRole("link")
    .elements()
    .map((link) => link.getAttribute("href"));
  expect(views).toEqual(["/", "/inbox"]);
});
