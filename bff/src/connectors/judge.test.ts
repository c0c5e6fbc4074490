import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { contractCases } from "../../test/connector-contract-cases.ts";
import type { JudgedTool } from "../../test/connector-contract.ts";
import { matrixSubject } from "../../test/connector-subjects-matrix.ts";

const program = fileURLToPath(new URL("../../test/judge-connector.ts", import.meta.url));

/** Runs the program as somebody before a real tool would. */
async function run(input: unknown): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program], (error, output) =>
      resolve({ code: error === null ? 0 : Number(error.code), lines: output.trim().split("\n") }),
    );
    child.stdin?.end(JSON.stringify(input));
  });
}

/** All that has to be written down about a tool. */
function inputOf({ address, person, newcomer, expiredToken, wrongAudienceToken, canaries, errorInside }: JudgedTool) {
  const settings = { serverName: "localhost" };
  return {
    kind: "matrix",
    address,
    settings,
    person,
    newcomer,
    expiredToken,
    wrongAudienceToken,
    canaries,
    errorInside,
  };
}

const failed = (lines: readonly string[]) => lines.filter((line) => line.includes('"failed"'));

describe("the judge of connectors before real tools", () => {
  test("runs the cases that need nothing but an address and tokens", async () => {
    await using tool = await matrixSubject();
    const { code, lines } = await run({ ...inputOf(tool), publicActs: tool.publicActs });
    const needsMore = "conditional requests and marks";
    expect(lines.map((line): unknown => Object(JSON.parse(line)).case)).toEqual(
      contractCases.map((each) => each.name).filter((name) => name !== needsMore),
    );
    expect({ code, failed: failed(lines) }).toEqual({ code: 0, failed: [] });
  }, 60_000);

  test("tells by its exit that a case failed", async () => {
    await using tool = await matrixSubject();
    // Without a word about it, an act that the tool answers to anybody is a fault.
    const { code, lines } = await run(inputOf(tool));
    expect({ code, failed: failed(lines) }).toEqual({
      code: 1,
      failed: [expect.stringContaining("an expired token"), expect.stringContaining("a token for another audience")],
    });
  }, 60_000);
});
