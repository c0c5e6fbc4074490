import { readdir, readFile } from "node:fs/promises";
import { parseSync, Visitor } from "oxc-parser";
import scslre from "scslre";
import { beforeAll, describe, expect, test } from "vitest";

const source = new URL("../", import.meta.url);
/** Everything of the product that runs, on the server and in browsers. */
const everywhere = [source, new URL("../../shared/src/", source), new URL("../../web/src/", source)];
/** The rooms in which texts of tools meet our expressions. */
const rooms = ["connectors/", "upstream/"];

interface Literal {
  readonly file: string;
  readonly pattern: string;
  readonly flags: string;
}

async function literalsIn(folder: URL): Promise<readonly Literal[]> {
  const files = (await readdir(folder, { recursive: true })).filter(
    (name) => /\.tsx?$/u.test(name) && !/\.test\.tsx?$|^testing\//u.test(name),
  );
  const found = await Promise.all(
    files.map(async (file) => {
      const { program, errors } = parseSync(file, await readFile(new URL(file, folder), "utf8"));
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

/** Those that take more than linear time, and why nobody can send what that would need. */
const bounded: ReadonlyMap<string, string> = new Map([
  ["ui/message-href.ts", "looks at the first 200 characters of a text"],
  ["plugins/strict-json.ts", "reads what is known to be valid JSON, in which every text that begins also ends"],
]);

/** Texts of 50 kB that make backtracking explode: whatever an expression could repeat, and no match at the end. */
function adversarial(pattern: string): readonly string[] {
  const single = [...new Set(Array.from(`a0 /${pattern}`))].map((character) => character.repeat(50_000));
  const pairs = ["a.", "a/", "%2e", "<a>", "\r\n"].map((pair) => pair.repeat(Math.ceil(50_000 / pair.length)));
  return [...single, ...pairs].map((text) => `${text}\u0001`);
}

describe("the regular expressions that texts of tools meet", () => {
  let all: readonly Literal[] = [];

  beforeAll(async () => {
    const own = await literalsIn(source);
    all = own.filter(({ file }) => rooms.some((room) => file.startsWith(room)));
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
    expect(slowOf(all)).toEqual([]);
  });
});

describe("all regular expressions of the product", () => {
  let all: readonly Literal[] = [];
  let unneeded: readonly string[] = [];

  beforeAll(async () => {
    const found = (await Promise.all(everywhere.map(literalsIn))).flat();
    all = found.filter(({ file }) => !bounded.has(file));
    unneeded = [...bounded.keys()].filter((file) => !found.some((literal) => literal.file === file));
  });

  test("neither explode nor begin anew at every character (S44)", () => {
    expect(all.length).toBeGreaterThan(200);
    // An exception that nobody needs any more is none.
    expect(unneeded).toEqual([]);
    const reports = all.flatMap(({ file, pattern, flags }) =>
      scslre.analyse({ source: pattern, flags }).reports.map(({ type }) => `${file}: /${pattern}/${flags} (${type})`),
    );
    expect(reports).toEqual([]);
  }, 60_000);

  test("take no more than 10 ms for 50 kB of the worst that can be sent (S44)", () => {
    expect(slowOf(all)).toEqual([]);
  }, 120_000);
});

function slowOf(literals: readonly Literal[]): readonly string[] {
  const slow = new Set<string>();
  for (const { pattern, flags, file } of literals) {
    const expression = new RegExp(pattern, flags.replace("g", ""));
    for (const text of adversarial(pattern)) {
      const took = () => {
        const started = process.threadCpuUsage();
        expression.test(text);
        const { user, system } = process.threadCpuUsage(started);
        return (user + system) / 1000;
      };
      // A busy machine is not a slow expression: its own time counts, and what took long is asked again.
      if (took() > 10 && took() > 10 && took() > 10) slow.add(`${file}: /${pattern}/${flags}`);
    }
  }
  return [...slow];
}
