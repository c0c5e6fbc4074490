import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Deviation, deviations as listed } from "../world/specification-deviations.ts";
import { reportFolder, type SpecificationReport } from "../world/specification.ts";

type Counts = Readonly<Record<string, number>>;

const summaryFile = `${reportFolder}.json`;

// `begin` forgets what earlier runs left; without it, the reports of all processes of a run become one.
if (process.argv[2] === "begin") rmSync(reportFolder, { recursive: true, force: true, maxRetries: 3 });
else process.exitCode = tell(read());

function read(): readonly SpecificationReport[] {
  if (!existsSync(reportFolder)) return [];
  return readdirSync(reportFolder).flatMap((name) => {
    // Written by `specification.ts` alone.
    return JSON.parse(readFileSync(join(reportFolder, name), "utf8")) as SpecificationReport[];
  });
}

/** Prints and writes down how many replies of the stand-ins keep to their vendors' specifications; 1 when one does not. */
function tell(reports: readonly SpecificationReport[]): number {
  const tools = [...new Set(reports.map(({ tool }) => tool))].map((tool) => {
    const own = reports.filter((each) => each.tool === tool);
    const validated = own.reduce((sum, each) => sum + each.validated, 0);
    const deviations = added(own.map((each) => each.deviations));
    const without = added(own.map((each) => each.without));
    return { tool, validated, deviations, without, violations: [...new Set(own.flatMap((each) => each.violations))] };
  });
  mkdirSync(dirname(summaryFile), { recursive: true });
  writeFileSync(summaryFile, JSON.stringify(tools, null, 2));
  for (const { tool, validated, deviations, without, violations } of tools) {
    const unheard = Object.values(without).reduce((sum, each) => sum + each, 0);
    console.log(
      `${tool}: ${validated} replies validated by the specification, ${Object.keys(deviations).length} of ` +
        `${new Set(listed[tool].map(nameOf)).size} listed deviations seen, ${unheard} replies without a specification`,
    );
    for (const [name, times] of Object.entries(deviations)) console.log(`  deviates: ${name} (${times})`);
    // A deviation that no run meets any more is one that can be struck off the list.
    const unseen = new Set(listed[tool].map(nameOf).filter((name) => !(name in deviations)));
    for (const name of unseen) console.log(`  not seen: ${name}`);
    for (const [name, times] of Object.entries(without)) console.log(`  without: ${name} (${times})`);
    for (const violation of violations) console.error(`  violates: ${violation}`);
  }
  if (tools.length > 0) return tools.every(({ violations }) => violations.length === 0) ? 0 : 1;
  console.log("No reply of a stand-in was checked in this run.");
  return process.env["CI"] === undefined ? 0 : 1;
}

function nameOf({ path, at }: Deviation): string {
  return `${path} ${at}`;
}

function added(all: readonly Counts[]): Counts {
  const sum: Record<string, number> = {};
  for (const [name, times] of all.flatMap((each) => Object.entries(each))) sum[name] = (sum[name] ?? 0) + times;
  return sum;
}
