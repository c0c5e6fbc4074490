import { expect, test } from "vitest";
import { iconNames, toolIcon } from "./icon-names.ts";
import sprite from "./icons.svg?raw";

const symbols = [...new DOMParser().parseFromString(sprite, "image/svg+xml").querySelectorAll("symbol")];

test("the list of names and the sprite hold the same icons", () => {
  expect(symbols.map(({ id }) => id).toSorted()).toEqual(iconNames.toSorted());
});

test("the sprite needs no style of its own, which the policy would refuse, and runs nothing", () => {
  expect(sprite).not.toMatch(/style|<script|\son\w+=|href=/u);
});

test("a tile whose icon the sprite has not gets the one for any tool", () => {
  expect(toolIcon("mail")).toBe("mail");
  expect(toolIcon("no-such-icon")).toBe("tool");
});
