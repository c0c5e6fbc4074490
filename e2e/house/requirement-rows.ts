import type { Lane } from "./lanes.ts";
import type { TestRun } from "./test-report.ts";

/** One promise and the test that proves it. A promise may have several rows. */
export interface RequirementRow {
  readonly id: string;
  readonly lane: Lane;
  readonly file: string;
  /** Part of the test's full name. */
  readonly test: string;
}

function span(letter: string, from: number, to: number): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `${letter}${from + index}`);
}

/** The promises that hold today; each needs at least one row. */
export const requiredRows: readonly string[] = [...span("S", 1, 77), "S80", ...span("F", 1, 15), ...span("F", 20, 38)];

const header = "id;lane;file;test";

/** Reads docs/security/requirements.csv; a line that is not one is an error with its number. */
export function parseRequirements(text: string): readonly RequirementRow[] {
  const [first, ...lines] = text.split("\n");
  if (first !== header) {
    throw new Error(`the first line must be ${header}`);
  }
  return lines.flatMap((line, index) => (line.trim() === "" ? [] : [parseRow(line, index + 2)]));
}

function parseRow(line: string, number: number): RequirementRow {
  const [id, lane, file, test, ...rest] = line.split(";");
  if (id === undefined || file === undefined || test === undefined || test === "" || rest.length > 0) {
    throw new Error(`line ${number} is not ${header}`);
  }
  if (lane !== "test" && lane !== "real") {
    throw new Error(`line ${number}: the lane is test or real`);
  }
  return { id, lane, file, test };
}

/** The promises without any row. */
export function missingRows(rows: readonly RequirementRow[]): readonly string[] {
  return requiredRows.filter((id) => !rows.some((row) => row.id === id));
}

/** The rows whose test did not run and pass. */
export function unprovenRows(rows: readonly RequirementRow[], runs: readonly TestRun[]): readonly RequirementRow[] {
  return rows.filter((row) => {
    const named = runs.filter((run) => run.file === row.file && run.name.includes(row.test));
    return !named.some((run) => run.outcome === "passed") || named.some((run) => run.outcome === "failed");
  });
}

/** The rows whose test was left out, as where a machine lacks what it needs, and did nothing else. */
export function leftOutRows(rows: readonly RequirementRow[], runs: readonly TestRun[]): readonly RequirementRow[] {
  return rows.filter((row) => {
    const named = runs.filter((run) => run.file === row.file && run.name.includes(row.test));
    return named.length > 0 && named.every((run) => run.outcome === "skipped");
  });
}
