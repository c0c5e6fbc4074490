import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Lane, root, runsOf } from "./lanes.ts";
import { leftOutRows, missingRows, parseRequirements, unprovenRows } from "./requirement-rows.ts";

/** Checks after a lane that every requirement names a test of it that exists and passed: `node e2e/house/requirements.ts test|real`. */
const lane: Lane = process.argv[2] === "real" ? "real" : "test";
const rows = parseRequirements(readFileSync(join(root, "docs/security/requirements.csv"), "utf8"));
const ownRows = rows.filter((row) => row.lane === lane);
const runs = runsOf(lane);
// Where people try the portal, a tool or the rights of root may be missing; CI has them all and leaves nothing out.
const leftOut = new Set(process.env["CI"] === undefined ? leftOutRows(ownRows, runs) : []);
for (const row of leftOut) {
  console.log(`requirements: ${row.id} was left out on this machine: ${row.test}`);
}
const problems = [
  ...missingRows(rows).map((id) => `${id} has no row`),
  ...rows
    .filter((row) => !existsSync(join(root, row.file)))
    .map((row) => `${row.id} names ${row.file}, which does not exist`),
  ...unprovenRows(ownRows, runs)
    .filter((row) => !leftOut.has(row))
    .map((row) => `${row.id}: no test with “${row.test}” passed in ${row.file}`),
];
for (const problem of problems) {
  console.error(`requirements: ${problem}`);
}
console.log(`requirements: ${ownRows.length} rows of the ${lane} lane checked, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
