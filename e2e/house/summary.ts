import { runsOf, unsteadyRuns } from "./lanes.ts";

/** The last line of CI: how many tests of both lanes passed, failed and were left out. */
const runs = [...runsOf("test"), ...runsOf("real")];
for (const { file, name, outcome } of unsteadyRuns()) {
  console.log(`did not pass at the first try (${outcome}): ${file} ${name}`);
}
const count = (outcome: string) => runs.filter((run) => run.outcome === outcome).length;
console.log(`${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`);
process.exitCode = count("failed") === 0 && count("passed") > 0 ? 0 : 1;
