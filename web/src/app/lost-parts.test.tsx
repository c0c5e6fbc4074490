import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, test } from "vitest";
import { userEvent, type Locator } from "vitest/browser";
import { takeComplaints } from "#testing/complaints.ts";
import { renderPortal, type RenderedPortal } from "#testing/render-portal.tsx";
import { answerCards } from "#testing/answer-cards.ts";
import { network } from "#testing/server.ts";
import { announce } from "#ui/announcer.tsx";

// These parts are loaded on their first use, once per file of tests: each is lost here, as after a release.

beforeEach(() => {
  // What was said last outlives a page of these tests.
  announce("");
  answerCards();
});

function lose(module: string): void {
  network.use(http.get(new RegExp(`/src/${module}`, "u"), () => HttpResponse.error()));
}

/** The browser and React say on the console what was lost; anything else still fails the test. */
function expectLoss(): void {
  const complaints = takeComplaints();
  expect(complaints.length).toBeGreaterThan(0);
  expect(complaints.filter((one) => !/Failed to fetch dynamically imported module/u.test(one))).toEqual([]);
}

interface Part {
  readonly module: string;
  readonly width?: number;
  readonly button: (page: RenderedPortal) => Locator;
}

const tools = (page: RenderedPortal): Locator => page.getByRole("navigation", { name: "Leiste" });

const parts: readonly Part[] = [
  { module: "features/preferences/choice-menu", button: (page) => page.getByRole("button", { name: /^Darstellung/u }) },
  { module: "features/dock/tile-menu", button: (page) => page.getByRole("button", { name: "Mehr zu Wiki" }) },
  { module: "features/dock/dock-editor", button: (page) => page.getByRole("button", { name: "Leiste anpassen" }) },
  {
    module: "features/dock/tools-sheet",
    width: 360,
    button: (page) => tools(page).getByRole("link", { name: "Werkzeuge" }),
  },
];

describe("a part that cannot be loaded", () => {
  test.each(parts)("leaves the page as it is and says what helps ($module)", async ({ module, width, button }) => {
    lose(`${module}.tsx`);
    const page = await renderPortal(width === undefined ? {} : { width });
    await userEvent.hover(page.getByRole("link", { name: /^Wiki/u }));
    await userEvent.click(button(page));
    await expect
      .element(page.getByText("Dieses Menü konnte nicht geladen werden. Laden Sie die Seite neu."))
      .toBeInTheDocument();
    await expect.element(page.getByRole("link", { name: /^Wiki/u })).toBeVisible();
    await expect.element(button(page)).not.toHaveAttribute("aria-expanded", "true");
    expectLoss();
  });
});
