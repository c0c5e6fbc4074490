import { aHome, aTile } from "@pforte/shared/testing/a-home";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { expectNoBarriers } from "#testing/accessibility.ts";
import { eventually } from "#testing/eventually.ts";
import { renderPart, renderPortal, type RenderedPortal } from "#testing/render-portal.tsx";
import { answerCards } from "#testing/answer-cards.ts";
import { TileFilter } from "./tile-filter.tsx";

beforeEach(() => {
  answerCards();
});

const field = (page: RenderedPortal) => page.getByRole("searchbox");
const tiles = (page: RenderedPortal): readonly (string | null)[] =>
  [...page.container.querySelectorAll(".tile-name")].map(({ textContent }) => textContent);

async function openFilter(some: Partial<ReturnType<typeof aHome>> = {}, width?: number) {
  const home = aHome(some);
  const onMatches = vi.fn<(keys: ReadonlySet<string> | null) => void>();
  const onLeave = vi.fn<() => void>();
  const onOpenFirst = vi.fn<() => void>();
  const page = await renderPart(
    <>
      <TileFilter home={home} onMatches={onMatches} onLeave={onLeave} onOpenFirst={onOpenFirst} />
      <textarea aria-label="Notiz" />
      <button type="button">Anders</button>
    </>,
    width === undefined ? { home } : { home, width },
  );
  return { page, onMatches, onLeave, onOpenFirst };
}

const categories = [
  {
    key: "water",
    name: "Wasserrecht",
    items: ["Wasserbuch", "Gewässerkataster", "Wasserwerk", "Wiki"].map((name) => ({
      kind: "tile" as const,
      tile: aTile({ key: name.toLowerCase(), name }),
    })),
  },
];

describe("typing", () => {
  test("leaves the tiles that fit, in their places, and all of them when it is cleared", async () => {
    const page = await renderPortal();
    const all = tiles(page);
    await field(page).fill("kalendar");
    await eventually(() => expect(tiles(page)).toEqual(["Kalender"]));
    await userEvent.keyboard("{Escape}");
    await eventually(() => expect(tiles(page)).toEqual(all));
    await expect.element(field(page)).toHaveValue("");
    await expect.element(field(page)).toHaveFocus();
  });

  test("nothing that fits is said where the tiles were", async () => {
    const page = await renderPortal();
    await field(page).fill("xyzzy");
    await eventually(() => expect(tiles(page)).toEqual([]));
    expect(page.container.querySelector('[aria-labelledby="tools"]')?.textContent).toContain("Kein Werkzeug passt.");
  });

  test.each([
    ["de", "wasser", "3 Werkzeuge"],
    ["de", "wiki", "1 Werkzeug"],
    ["de", "xyzzy", "Kein Werkzeug passt. Prüfen Sie die Schreibweise oder nehmen Sie ein kürzeres Wort."],
    ["en", "xyzzy", "No tool fits. Check the spelling or try a shorter word."],
  ] as const)("says politely how many are left (%s, %s)", async (language, typed, says) => {
    const { page } = await openFilter({ language, categories });
    await field(page).fill(typed);
    await expect.element(page.getByRole("status")).toHaveTextContent(says);
    await expectNoBarriers(page.container);
  });

  test("only blanks filters nothing", async () => {
    const { page, onMatches } = await openFilter();
    await field(page).fill("   ");
    expect(onMatches.mock.calls.at(-1)).toEqual([null]);
  });
});

describe("keys", () => {
  test("the slash goes to the field from everywhere but from another field", async () => {
    const { page } = await openFilter();
    await page.getByRole("button", { name: "Anders" }).click();
    await userEvent.keyboard("/");
    await expect.element(field(page)).toHaveFocus();
    await expect.element(field(page)).toHaveValue("");
    await page.getByRole("textbox", { name: "Notiz" }).click();
    await userEvent.keyboard("a/b");
    await expect.element(page.getByRole("textbox", { name: "Notiz" })).toHaveValue("a/b");
  });

  test("the slash does nothing where the person has switched such keys off, and is not promised", async () => {
    const { page } = await openFilter({ singleKeyShortcuts: false });
    await page.getByRole("button", { name: "Anders" }).click();
    await userEvent.keyboard("/");
    await expect.element(field(page)).not.toHaveFocus();
    await expect.element(field(page)).not.toHaveAttribute("aria-keyshortcuts");
    expect(page.container.querySelector("kbd")).toBeNull();
  });

  test.each(["f", "/"])("Ctrl and %s stays the browser's", async (key) => {
    const { page } = await openFilter();
    await page.getByRole("button", { name: "Anders" }).click();
    const event = new KeyboardEvent("keydown", { key, ctrlKey: true, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(false);
    await expect.element(field(page)).not.toHaveFocus();
  });

  test("down leads into what is left, Enter opens the first of it, and nothing where nothing is typed", async () => {
    const { page, onLeave, onOpenFirst } = await openFilter();
    await field(page).click();
    await userEvent.keyboard("{Enter}");
    expect(onOpenFirst).not.toHaveBeenCalled();
    await field(page).fill("mail");
    await userEvent.keyboard("{Enter}");
    expect(onOpenFirst).toHaveBeenCalledOnce();
    await userEvent.keyboard("{ArrowDown}");
    expect(onLeave).toHaveBeenCalledOnce();
    await field(page).fill("xyzzy");
    await userEvent.keyboard("{Enter}");
    expect(onOpenFirst).toHaveBeenCalledOnce();
  });

  test("down puts the focus on the first tile that is left", async () => {
    const page = await renderPortal();
    await field(page).fill("wiki");
    await eventually(() => expect(tiles(page)).toEqual(["Wiki"]));
    await userEvent.keyboard("{ArrowDown}");
    await expect.element(page.getByRole("link", { name: /^Wiki/u })).toHaveFocus();
  });
});

describe("on a phone", () => {
  test("a button opens the field over the header, and clearing it closes it again", async () => {
    const { page, onMatches } = await openFilter({}, 360);
    await expect.element(field(page)).not.toBeInTheDocument();
    await page.getByRole("button", { name: "Werkzeuge filtern" }).click();
    await expect.element(field(page)).toHaveFocus();
    await field(page).fill("mail");
    await eventually(() => expect(onMatches.mock.calls.at(-1)).toEqual([new Set(["mail"])]));
    await page.getByRole("button", { name: "Eingabe löschen" }).click();
    await expect.element(field(page)).not.toBeInTheDocument();
    await eventually(() => expect(onMatches.mock.calls.at(-1)).toEqual([null]));
  });
});
