import { expect, test } from "vitest";
import { hostileMessages } from "./hostile-messages.ts";

const bytes = (text: string): number => new TextEncoder().encode(JSON.stringify(text)).length;

test("there are more than 300 hostile messages, each with a name of its own and what it tries", () => {
  expect(hostileMessages.length).toBeGreaterThan(300);
  expect(new Set(hostileMessages.map(({ name }) => name)).size).toBe(hostileMessages.length);
  expect(hostileMessages.filter(({ tries }) => tries === "")).toEqual([]);
});

test("no two of them say the same", () => {
  expect(new Set(hostileMessages.map(({ html, text }) => (html === null ? `text ${text}` : `html ${html}`))).size).toBe(
    hostileMessages.length,
  );
});

test("each fits into one event", () => {
  expect(
    hostileMessages.filter(({ html, text }) => bytes(html ?? "") + bytes(text) > 60_000).map(({ name }) => name),
  ).toEqual([]);
});
