import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readPlaywright, readVitest, type TestRun } from "./test-report.ts";

/** The repository's root. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** `test` is `npm test`, `real` is `npm run test:real`. */
export type Lane = "test" | "real";

/** What the last run of a lane did, from the reports that its runners wrote. */
export function runsOf(lane: Lane): readonly TestRun[] {
  return lane === "test"
    ? [
        ...readVitest(root, join(root, ".vitest/report.json")),
        ...readPlaywright(root, join(root, "e2e/test-results/journeys.json")),
      ]
    : readPlaywright(root, join(root, "e2e/test-results/real.json"));
}

/** What did not pass at the first try. */
export function unsteadyRuns(): readonly TestRun[] {
  return (["test", "real"] as const).flatMap(runsOf).filter(({ isSteady }) => !isSteady);
}
