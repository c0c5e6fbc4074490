import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allowed, violations } from "./violations.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const oxlint = join(root, "node_modules/.bin/oxlint");
let folder = "";

async function plant(file: string, text: string): Promise<void> {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** What oxlint says of one file of the planted tree: the codes of the rules that it breaks. */
async function lint(...files: readonly string[]): Promise<readonly string[]> {
  const output = await new Promise<string>((resolve) => {
    execFile(oxlint, ["--format=json", ...files], { cwd: folder }, (_failed, stdout) => resolve(stdout));
  });
  const report: unknown = JSON.parse(output);
  if (
    typeof report !== "object" ||
    report === null ||
    !("diagnostics" in report) ||
    !Array.isArray(report.diagnostics)
  ) {
    throw new Error(`unexpected report: ${output.slice(0, 200)}`);
  }
  return report.diagnostics.map((found: { code: string }) => found.code);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pforte-fences-"));
  await copyFile(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

describe("the fences of the house", () => {
  it.each(violations)("report: $fence", async ({ file, text, rule }) => {
    await plant(file, text);
    expect(await lint(file)).toContain(rule);
    await rm(join(folder, file));
  });

  it("report an import cycle through an alias", async () => {
    await writeFile(join(folder, "package.json"), JSON.stringify({ name: "cycle", imports: { "#*": "./bff/src/*" } }));
    await plant(
      "bff/src/services/one.ts",
      `import { two } from "#services/two.ts";\nexport const one = (): number => two();\n`,
    );
    await plant(
      "bff/src/services/two.ts",
      `import { one } from "#services/one.ts";\nexport const two = (): number => one();\n`,
    );
    expect(await lint("bff/src/services/one.ts", "bff/src/services/two.ts")).toContain("import(no-cycle)");
  });

  it("leave allowed imports alone", async () => {
    for (const { file, text } of allowed) await plant(file, text);
    expect(await lint(...allowed.map(({ file }) => file))).toEqual([]);
  });
});
