import { describe, expect, it } from "vitest";
import { safeError } from "./safe-error.ts";

const canary = "canary-7f3a";

/** Everything that would be written of it. */
const said = (error: unknown) => JSON.stringify(safeError(error));

describe("what the log holds of an error (S67)", () => {
  it("is its name, its code and where it arose", () => {
    const error = Object.assign(new TypeError(canary), { code: "ERR_X" });
    expect(safeError(error)).toMatchObject({
      name: "TypeError",
      code: "ERR_X",
      at: expect.arrayContaining([expect.stringContaining("safe-error.test.ts")]),
    });
    expect(said(error)).not.toContain(canary);
  });

  it.each([
    ["a message of one line", new Error(canary)],
    ["a message that looks like a place", new Error(`x\n    at ${canary} (file:///a.ts:1:1)`)],
    ["a message that is nothing but places", new Error(`\n    at file:///${canary}.ts:1:1`)],
    ["a cause", new Error("x", { cause: new Error(`y\n    at ${canary} (/a.ts:1:1)`, { cause: canary }) })],
    [
      "what hangs on it",
      Object.assign(new Error("x"), { response: { body: canary }, headers: [canary], token: canary }),
    ],
    ["several in one", new AggregateError([new Error(canary)], canary)],
    ["a thrown text", canary],
    ["a thrown object", { message: canary, stack: `    at ${canary} (/a.ts:1:1)` }],
    ["a code that is no text", Object.assign(new Error("x"), { code: { toString: () => canary } })],
  ])("is nothing of %s", (_what, error) => {
    expect(said(error)).not.toContain(canary);
  });
});
