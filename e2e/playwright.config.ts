import { defineConfig } from "@playwright/test";
import { chromiumArguments, chromiumExecutable } from "./support/browser.ts";

// The stand-ins of a run are held to their vendors' specifications.
process.env["PFORTE_CHECK_REPLIES"] = "1";

/** The journeys of people through the demo world; the files of a worker share one world. */
export default defineConfig({
  testDir: "journeys",
  outputDir: "test-results/journeys",
  workers: 2,
  fullyParallel: false,
  // What passed only at the second try is named in the last lines of the run.
  retries: process.env["CI"] === undefined ? 0 : 1,
  timeout: 45_000,
  expect: { timeout: 7_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/journeys.json" }]],
  use: {
    locale: "de-DE",
    timezoneId: "Europe/Berlin",
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    trace: "on-first-retry",
    launchOptions: { executablePath: await chromiumExecutable(), args: [...chromiumArguments] },
  },
});
