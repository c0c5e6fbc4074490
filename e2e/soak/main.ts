import { parseArgs } from "node:util";
import { table } from "../bench/table.ts";
import { soak, type SoakPlan, type SoakResult } from "./soak.ts";

/**
 * `npm run soak` takes less than a minute; `npm run soak -- --minutes 60 --people 100` as long as you like. Ends badly
 * when anybody was given anything of somebody else, and when the two defects that are put in on purpose go unnoticed.
 */
const { values } = parseArgs({
  options: { minutes: { type: "string" }, people: { type: "string" }, replicas: { type: "string" } },
});
const seconds = values.minutes === undefined ? 20 : Number(values.minutes) * 60;
const plan: SoakPlan = {
  seconds,
  people: Number(values.people ?? 12),
  replicas: Number(values.replicas ?? 2),
  crashEverySeconds: Math.max(seconds / 60, 5),
};
const defective = { ...plan, seconds: 30, replicas: 1, endsWhenFound: true };

const say = (line: string): void => void process.stderr.write(`${line}\n`);
say(`${plan.people} people for ${seconds} s …`);
const sound = await soak(plan);
say("With the owner check off …");
const unchecked = await soak({ ...defective, defect: "owner-check-off" });
say("With replies swapped …");
const swapped = await soak({ ...defective, defect: "replies-swapped" });

const row = (name: string, result: SoakResult): string[] => [
  name,
  result.seconds.toFixed(0),
  String(result.requests),
  String(result.aborted),
  String(result.crashes),
  String(result.own),
  String(result.foreign.length),
  String(result.violations),
];
process.stdout.write(
  `${table(
    ["soak", "s", "requests", "aborted", "crashes", "own canaries", "foreign", "violations"],
    [row("as it is", sound), row("owner check off", unchecked), row("replies swapped", swapped)],
  )}\n`,
);
const complaints = [
  ...sound.foreign.slice(0, 20),
  ...(sound.violations > 0 ? ["A cached value lay under the key of somebody else."] : []),
  ...(sound.own < plan.people ? ["Hardly anybody was given anything: this proves nothing."] : []),
  ...(unchecked.foreign.length === 0 ? ["The defect of an owner check that is off was not noticed."] : []),
  ...(swapped.foreign.length === 0 ? ["The defect of swapped replies was not noticed."] : []),
];
for (const complaint of complaints) say(complaint);
process.exitCode = complaints.length === 0 ? 0 : 1;
