import { fileURLToPath } from "node:url";
import { defineProject } from "vitest/config";

/** What of the browser's rooms needs no browser, against servers that run beside it. */
export default defineProject({
  root: fileURLToPath(new URL(".", import.meta.url)),
  test: {
    name: "web-node",
    environment: "node",
    include: ["src/**/*.node.test.ts"],
    setupFiles: ["../e2e/world/specification-setup.ts"],
    maxWorkers: 3,
    testTimeout: 20_000,
    // Once more in CI, as in the lane of real servers; what did not pass at the first try is named in the last lines.
    retry: process.env["CI"] === undefined ? 0 : 1,
  },
});
