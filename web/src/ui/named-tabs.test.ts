import { expect, test } from "vitest";
import { openNamedTab } from "./named-tabs.ts";

interface FakeTab {
  closed: boolean;
  opener: unknown;
  focused: number;
  readonly location: { href: string };
  focus(): void;
}

function aTab(): FakeTab {
  return {
    closed: false,
    opener: "the portal",
    focused: 0,
    location: { href: "about:blank" },
    focus() {
      this.focused += 1;
    },
  };
}

/** A browser that opens fake tabs and writes down what it was asked for. */
function aBrowser({ blocksPopUps = false } = {}) {
  const tabs: FakeTab[] = [];
  const asked: (readonly (string | undefined)[])[] = [];
  return {
    tabs,
    asked,
    open: (address: string, name: string, features?: string): Window | null => {
      asked.push([address, name, features]);
      if (blocksPopUps) {
        return null;
      }
      const tab = aTab();
      tabs.push(tab);
      // Only what `openNamedTab` touches of a window.
      return tab as unknown as Window;
    },
  };
}

test("the tool's tab has let go of the portal before it goes to the tool", () => {
  const browser = aBrowser();
  openNamedTab("first", "https://mail.example.org/", browser);
  expect(browser.asked).toEqual([["", "_blank", undefined]]);
  expect(browser.tabs.map(({ opener, location }) => [opener, location.href])).toEqual([
    [null, "https://mail.example.org/"],
  ]);
});

test("the second click shows the same tab again", () => {
  const browser = aBrowser();
  openNamedTab("second", "https://mail.example.org/", browser);
  openNamedTab("second", "https://mail.example.org/", browser);
  expect(browser.tabs.map(({ focused }) => focused)).toEqual([1]);
});

test("a closed tab, and another address under the same name, open anew", () => {
  const browser = aBrowser();
  openNamedTab("third", "https://mail.example.org/", browser);
  for (const tab of browser.tabs) {
    tab.closed = true;
  }
  openNamedTab("third", "https://mail.example.org/", browser);
  openNamedTab("third", "https://mail.example.org/compose", browser);
  expect(browser.tabs.map(({ location }) => location.href)).toEqual([
    "https://mail.example.org/",
    "https://mail.example.org/",
    "https://mail.example.org/compose",
  ]);
});

test("where pop-ups are refused the tool opens without an opener", () => {
  const browser = aBrowser({ blocksPopUps: true });
  openNamedTab("fourth", "https://mail.example.org/", browser);
  expect(browser.asked.at(-1)).toEqual(["https://mail.example.org/", "_blank", "noopener,noreferrer"]);
});
