import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { z } from "zod";

/** What one test of one lane did. */
export interface TestRun {
  /** Path of the test file below the repository's root. */
  readonly file: string;
  /** Headings and name in one line. */
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  /** False where it failed at first, whatever came of it. */
  readonly isSteady: boolean;
}

const vitestReportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

interface PlaywrightSuite {
  readonly title: string;
  readonly specs?: readonly {
    readonly title: string;
    readonly file: string;
    readonly tests: readonly { status: string }[];
  }[];
  readonly suites?: readonly PlaywrightSuite[];
}
const playwrightSuiteSchema: z.ZodType<PlaywrightSuite> = z.lazy(() =>
  z.object({
    title: z.string(),
    specs: z
      .array(z.object({ title: z.string(), file: z.string(), tests: z.array(z.object({ status: z.string() })) }))
      .optional(),
    suites: z.array(playwrightSuiteSchema).optional(),
  }),
) as z.ZodType<PlaywrightSuite>; // zod infers `undefined` members where the interface has optional ones.
const playwrightReportSchema = z.object({
  config: z.object({ rootDir: z.string() }),
  suites: z.array(playwrightSuiteSchema),
});

/** Reads vitest's JSON report; an absent one is no tests. */
export function readVitest(root: string, file: string): readonly TestRun[] {
  if (!existsSync(file)) {
    return [];
  }
  const report = vitestReportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  return report.testResults.flatMap((result) =>
    result.assertionResults.map((test) => ({
      file: relative(root, result.name),
      name: test.fullName,
      outcome: test.status === "passed" || test.status === "failed" ? test.status : "skipped",
      // What failed and passed when it was run again keeps the words of its failure.
      isSteady: test.status !== "failed" && (test.failureMessages ?? []).length === 0,
    })),
  );
}

/** Reads Playwright's JSON report; an absent one is no tests. */
export function readPlaywright(root: string, file: string): readonly TestRun[] {
  if (!existsSync(file)) {
    return [];
  }
  const report = playwrightReportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const walk = (suite: PlaywrightSuite, above: string): readonly TestRun[] => [
    ...(suite.specs ?? []).map((spec) => ({
      file: relative(root, join(report.config.rootDir, spec.file)),
      name: `${above} ${spec.title}`,
      outcome: outcomeOf(spec.tests.map((test) => test.status)),
      isSteady: spec.tests.every(({ status }) => status === "expected" || status === "skipped"),
    })),
    ...(suite.suites ?? []).flatMap((inner) => walk(inner, `${above} ${inner.title}`)),
  ];
  return report.suites.flatMap((suite) => walk(suite, suite.title));
}

function outcomeOf(statuses: readonly string[]): TestRun["outcome"] {
  if (statuses.some((status) => status === "unexpected")) {
    return "failed";
  }
  return statuses.some((status) => status === "expected" || status === "flaky") ? "passed" : "skipped";
}
