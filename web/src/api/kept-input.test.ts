import { expect, test } from "vitest";
import { createKeptInput } from "./kept-input.ts";

test("keeps what is typed for one sign-in, and gives it back once", () => {
  const kept = createKeptInput(() => sessionStorage);
  kept.register("filter", () => "kalender");
  kept.keep();
  const after = createKeptInput(() => sessionStorage);
  expect(after.take("filter")).toBe("kalender");
  expect(after.take("filter")).toBeNull();
});

test("keeps nothing of a field that is empty, gone or unknown", () => {
  const kept = createKeptInput(() => sessionStorage);
  kept.register("empty", () => "");
  kept.register("none", () => null);
  kept.register("gone", () => "x")();
  kept.keep();
  expect(sessionStorage).toHaveLength(0);
});

test("does without storage", () => {
  const kept = createKeptInput(() => null);
  kept.register("filter", () => "x");
  kept.keep();
  expect(kept.take("filter")).toBeNull();
});
