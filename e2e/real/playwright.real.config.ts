import { defineConfig } from "@playwright/test";
import { chromiumArguments, chromiumExecutable } from "../support/browser.ts";
import { readLaneFacts } from "./lane-facts.ts";

const facts = readLaneFacts();
// The stand-ins of a run are held to their vendors' specifications.
process.env["PFORTE_CHECK_REPLIES"] = "1";

/** These bring the servers that they need, or only ask of them what nobody else changes. */
const aside = ["matrix-client-api.spec.ts", "matrix-contract.spec.ts", "nextcloud-clients.spec.ts"];

/** People on real servers, one after the other, because the servers are shared and some tests stop them. */
export default defineConfig({
  testDir: ".",
  outputDir: "../test-results/real",
  workers: 2,
  projects: [
    { name: "people", testMatch: "*.spec.ts", testIgnore: aside, workers: 1 },
    { name: "aside", testMatch: aside, workers: 1 },
  ],
  fullyParallel: false,
  forbidOnly: process.env["CI"] !== undefined,
  // Real servers have moods of their own. What passed at the second try only is named at the end of the run.
  retries: process.env["CI"] === undefined ? 0 : 1,
  timeout: 60_000,
  expect: { timeout: 7000 },
  reporter: [["list"], ["json", { outputFile: "../test-results/real.json" }]],
  use: {
    locale: "de-DE",
    timezoneId: "Europe/Berlin",
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    trace: "on-first-retry",
    launchOptions: {
      executablePath: await chromiumExecutable(),
      args: [
        ...chromiumArguments,
        // The names of the TLS part are this machine, and its certificate is the one that this run made.
        "--host-resolver-rules=MAP *.test 127.0.0.1",
        `--ignore-certificate-errors-spki-list=${facts.publicKeyHash}`,
      ],
    },
  },
});
