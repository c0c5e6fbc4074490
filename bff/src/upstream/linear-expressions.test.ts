import { readdir, readFile } from "node:fs/promises";
import { parseSync, Visitor } from "oxc-parser";
import { beforeAll, describe, expect, test } from "vitest";

const source = new URL("../", import.meta.url);
/** The rooms in which texts of tools meet our expressions. */
const rooms = ["connectors/", "upstream/"];

interface Literal {
  readonly file: string;
  readonly pattern: string;
  readonly flags: string;
}

async function literals(): Promise<readonly Literal[]> {
  const files = (await readdir(source, { recursive: true })).filter(
    (name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && rooms.some((room) => name.startsWith(room)),
  );
  const found = await Promise.all(
    files.map(async (file) => {
      const { program, errors } = parseSync(file, await readFile(new URL(file, source), "utf8"));
      if (errors.length > 0) throw new Error(`${file} cannot be parsed.`);
      const own: Literal[] = [];
      new Visitor({
        Literal(node) {
          if ("regex" in node) own.push({ file, pattern: node.regex.pattern, flags: node.regex.flags });
        },
      }).visit(program);
      return own;
    }),
  );
  return found.flat();
}

/** Texts of 50 kB that make backtracking explode: whatever an expression could repeat, and no match at the end. */
function adversarial(pattern: string): readonly string[] {
  const single = [...new Set(Array.from(`a0 /${pattern}`))].map((character) => character.repeat(50_000));
  const pairs = ["a.", "a/", "%2e", "<a>", "\r\n"].map((pair) => pair.repeat(Math.ceil(50_000 / pair.length)));
  return [...single, ...pairs].map((text) => `${text}\u0001`);
}

describe("the regular expressions that texts of tools meet", () => {
  let all: readonly Literal[] = [];

  beforeAll(async () => {
    all = await literals();
  });

  test("are found", () => {
    expect(all.length).toBeGreaterThan(30);
    expect(all.some(({ file }) => file.startsWith("connectors/"))).toBe(true);
  });

  test("are linear, by proof", async () => {
    // Its pure form: the others start a process of their own.
    process.env["RECHECK_BACKEND"] = "pure";
    const { checkSync } = await import("recheck");
    const unique = new Map(all.map((each) => [`/${each.pattern}/${each.flags}`, each]));
    const verdicts = [...unique].map(([text, { pattern, flags }]) => {
      // What is linear for any number of repetitions is so for a few hundred, and is proven much faster.
      const unbounded = pattern.replaceAll(/\{(\d),\d{2,}\}/gu, "{$1,}");
      // The other way of the checker is to try, which proves nothing.
      return { text, status: checkSync(unbounded, flags, { timeout: 240_000, checker: "automaton" }).status };
    });
    expect(verdicts.filter(({ status }) => status !== "safe")).toEqual([]);
  }, 300_000);

  test("take no more than 10 ms for 50 kB of the worst that can be sent", () => {
    const slow: string[] = [];
    for (const { pattern, flags, file } of all) {
      const expression = new RegExp(pattern, flags.replace("g", ""));
      for (const text of adversarial(pattern)) {
        const started = performance.now();
        expression.test(text);
        const first = performance.now() - started;
        // A busy machine is not a slow expression: what took long is asked again.
        if (first <= 10) continue;
        const again = performance.now();
        expression.test(text);
        if (performance.now() - again > 10) slow.push(`${file}: /${pattern}/${flags}`);
      }
    }
    expect([...new Set(slow)]).toEqual([]);
  });
});
