import { allFaults, drawFault, type Fault, type FaultKind, factsOf } from "./fault-kinds.ts";
import { seeded, shuffled } from "./random.ts";

/** Seconds in which everything is whole again before the next fault, so that a recovery is seen, and their spread. */
const rest = { least: 1.5, spread: 1 } as const;
/** How often, from the second round on, a fault meets another one. */
const meeting = 0.3;

/**
 * The faults of a run, drawn from the seed alone. Every kind occurs once before any occurs twice; tools break beside
 * everything else, and after the first round other faults meet now and then as well.
 */
export function drawSchedule(seed: number, seconds: number, kinds: readonly FaultKind[] = allFaults): readonly Fault[] {
  const random = seeded(seed, "schedule");
  const toolKinds = kinds.filter((kind) => factsOf(kind).group === "tool");
  const others = kinds.filter((kind) => factsOf(kind).group !== "tool");
  const faults: Fault[] = [];
  for (let round = 0, at = 2; at < seconds && kinds.length > 0; round += 1) {
    const order = shuffled(random, others);
    const tools = shuffled(random, toolKinds);
    for (const [place, kind] of order.entries()) {
      const beside = round > 0 && random() < meeting ? other(random, order, kind) : undefined;
      const tool = toolFor(tools, place, order.length);
      const together = [kind, beside, tool].flatMap((each, later) =>
        each === undefined ? [] : [drawFault(random, each, at + later * random())],
      );
      const end = Math.max(...together.map((fault) => fault.at + fault.seconds));
      if (end > seconds) return inTime(faults);
      faults.push(...together);
      at = end + rest.least + random() * rest.spread;
    }
    if (order.length === 0) return faults;
  }
  return inTime(faults);
}

/** Tools are spread over a round evenly. */
function toolFor(tools: readonly FaultKind[], place: number, places: number): FaultKind | undefined {
  const every = Math.max(Math.floor(places / Math.max(tools.length, 1)), 1);
  return place % every === 0 ? tools[place / every] : undefined;
}

/** Two of one group would undo each other's work. */
function other(random: () => number, kinds: readonly FaultKind[], kind: FaultKind): FaultKind | undefined {
  const { group } = factsOf(kind);
  const possible = kinds.filter((each) => factsOf(each).group !== group);
  return possible[Math.floor(random() * possible.length)];
}

function inTime(faults: readonly Fault[]): readonly Fault[] {
  return faults.toSorted((one, another) => one.at - another.at);
}

/** As it is printed before a run. */
export function scheduleLines(faults: readonly Fault[]): readonly string[] {
  return faults.map(({ kind, at, seconds, which, size }) => {
    const { rows } = factsOf(kind);
    return `${at.toFixed(1).padStart(7)} s  for ${seconds.toFixed(1)} s  ${kind} (${rows.join(", ")}; at ${which}, size ${size})`;
  });
}
