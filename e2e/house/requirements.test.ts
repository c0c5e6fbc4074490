import { describe, expect, it } from "vitest";
import { leftOutRows, missingRows, parseRequirements, requiredRows, unprovenRows } from "./requirement-rows.ts";

const row = { id: "S1", lane: "test", file: "bff/src/a.test.ts", test: "never shows a token" } as const;

describe("the table of promises", () => {
  it("reads rows and names a line that is none", () => {
    expect(parseRequirements("id;lane;file;test\nS1;test;bff/src/a.test.ts;never shows a token\n")).toEqual([row]);
    expect(() => parseRequirements("id;lane;file;test\nS1;test;a.test.ts\n")).toThrow("line 2");
    expect(() => parseRequirements("id;lane;file;test\nS1;sometimes;a.test.ts;x\n")).toThrow("lane");
  });

  it("names a promise that no row proves", () => {
    expect(missingRows([row])).toEqual(requiredRows.filter((id) => id !== "S1"));
  });

  it("does not believe a row whose test failed, was left out, or is not there", () => {
    const run = { file: row.file, name: "a session never shows a token" } as const;
    expect(unprovenRows([row], [{ ...run, outcome: "passed", isSteady: true }])).toEqual([]);
    expect(unprovenRows([row], [{ ...run, outcome: "failed", isSteady: true }])).toEqual([row]);
    expect(unprovenRows([row], [{ ...run, outcome: "skipped", isSteady: true }])).toEqual([row]);
    expect(unprovenRows([row], [])).toEqual([row]);
    expect(unprovenRows([row], [{ ...run, file: "bff/src/b.test.ts", outcome: "passed", isSteady: true }])).toEqual([
      row,
    ]);
  });

  it("tells what was left out from what failed or is not there", () => {
    const run = { file: row.file, name: "a session never shows a token", isSteady: true } as const;
    expect(leftOutRows([row], [{ ...run, outcome: "skipped" }])).toEqual([row]);
    expect(leftOutRows([row], [{ ...run, outcome: "failed" }])).toEqual([]);
    expect(leftOutRows([row], [])).toEqual([]);
  });
});
