import { parseArgs } from "node:util";
import { table } from "../bench/table.ts";
import { runFaults } from "./run-faults.ts";
import { drawSchedule, scheduleLines } from "./schedule.ts";

/**
 * `npm run faults -- --seed 1 --minutes 10` lets people use a portal of two processes while everything around it breaks,
 * as the seed says, and ends badly when anything is not as it was promised. The same seed gives the same faults at the
 * same times, and the same acts of the same people in the same order.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    minutes: { type: "string", default: "3" },
    people: { type: "string", default: "7" },
    defect: { type: "string" },
    /** Only says what would happen. */
    dry: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const seconds = Number(values.minutes) * 60;
const schedule = drawSchedule(seed, seconds);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

say(`Seed ${seed}, ${seconds} s, ${schedule.length} faults:`);
for (const line of scheduleLines(schedule)) say(line);
if (!values.dry) {
  const { defect } = values;
  if (defect !== undefined && defect !== "tombstones-off" && defect !== "refresh-without-lease") {
    throw new Error(`There is no defect of the name ${defect}.`);
  }
  const people = Number(values.people);
  const report = await runFaults({ seed, schedule, seconds, people, say, ...(defect !== undefined && { defect }) });
  const slowest = Math.max(...report.recoveries.map(({ milliseconds }) => milliseconds));
  const counts = [...report.counts].toSorted(([one], [other]) => (one < other ? -1 : 1));
  process.stdout.write(
    `${table(
      ["what", "times"],
      [
        ...[...report.faults].map(([kind, times]) => [`fault: ${kind}`, String(times)]),
        ...counts.map(([what, times]) => [what, String(times)]),
        ["slowest recovery, ms", slowest.toFixed(0)],
        ["violations", String(report.violations.length)],
      ],
    )}\n`,
  );
  for (const { promise, at, text } of report.violations.slice(0, 60)) say(`${promise} at ${at.toFixed(1)} s: ${text}`);
  // At once: Node may wait for ever for sockets to servers that were killed.
  process.exit(report.violations.length === 0 ? 0 : 1);
}
