import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { reportFolder, type SpecificationReport } from "../world/specification.ts";

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

/** Prints how many replies of the stand-ins keep to their vendors' specifications; 1 when one does not. */
function tell(reports: readonly SpecificationReport[]): number {
  const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
  for (const tool of new Set(reports.map((each) => each.tool))) {
    const own = reports.filter((each) => each.tool === tool);
    const deviating = Map.groupBy(
      own.flatMap(({ deviations }) => Object.entries(deviations)),
      ([name]) => name,
    );
    const without = Map.groupBy(
      own.flatMap((each) => Object.entries(each.without)),
      ([name]) => name,
    );
    const count = (groups: ReadonlyMap<string, readonly (readonly [string, number])[]>) =>
      [...groups].map(([name, entries]) => [name, sum(entries.map(([, times]) => times))] as const);
    console.log(
      `${tool}: ${sum(own.map(({ validated }) => validated))} replies validated by the specification, ` +
        `${deviating.size} listed deviations seen, ${sum(count(without).map(([, times]) => times))} replies without a specification`,
    );
    for (const [name, times] of count(deviating)) console.log(`  deviates: ${name} (${times})`);
    for (const [name, times] of count(without)) console.log(`  without: ${name} (${times})`);
  }
  const violations = new Set(reports.flatMap((each) => each.violations));
  for (const violation of violations) console.error(`  violates: ${violation}`);
  if (reports.length > 0) return violations.size === 0 ? 0 : 1;
  console.log("No reply of a stand-in was checked in this run.");
  return process.env["CI"] === undefined ? 0 : 1;
}
