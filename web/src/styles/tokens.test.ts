import kern from "@kern-ux/native/dist/kern.css?inline";
import { afterEach, beforeEach, expect, test } from "vitest";
import ours from "./tokens.css?inline";

/** Our role, KERN's name for the same thing. */
const pairs = [
  ["canvas", "kern-color-layout-background-hued"],
  ["surface", "kern-color-layout-background-default"],
  ["text", "kern-color-layout-text-default"],
  ["text-2", "kern-color-layout-text-muted"],
  ["accent", "kern-color-action-default"],
  ["on-accent", "kern-color-action-on-default"],
  // Half a step darker than KERN's feedback colours, because ours are also the colour of small text (7 : 1).
  ["warn", "kern-color-orange-650"],
  ["danger", "kern-color-red-650"],
  ["ok", "kern-color-turquois-650"],
  ["info", "kern-color-lightblue-650"],
] as const;

const sheets: HTMLStyleElement[] = [];

beforeEach(() => {
  for (const text of [kern, ours]) {
    const sheet = document.createElement("style");
    sheet.textContent = text;
    document.head.append(sheet);
    sheets.push(sheet);
  }
});

afterEach(() => {
  for (const sheet of sheets.splice(0)) {
    sheet.remove();
  }
  delete document.documentElement.dataset["kernTheme"];
  document.body.replaceChildren();
});

test("in light our colours are KERN's", () => {
  document.documentElement.dataset["theme"] = "light";
  document.documentElement.dataset["kernTheme"] = "light";
  const far = pairs.filter(([own, theirs]) => distance(own, theirs) > 2);
  expect(far.map(([own, theirs]) => `${own} ${pixel(own).join()} is not ${theirs} ${pixel(theirs).join()}`)).toEqual(
    [],
  );
});

function distance(own: string, theirs: string): number {
  const there = pixel(theirs);
  return Math.max(...pixel(own).map((value, index) => Math.abs(value - (there[index] ?? 999))));
}

/** The colour as the screen shows it, whatever notation it is written in. */
function pixel(token: string): readonly number[] {
  const probe = document.createElement("div");
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) {
    throw new Error("The browser draws no canvas.");
  }
  context.fillStyle = getComputedStyle(probe).color;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data];
}
