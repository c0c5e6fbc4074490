import { defineProject } from "vitest/config";

export default defineProject({
  test: {
    name: "house",
    environment: "node",
    include: [
      "house/**/*.test.ts",
      "world/**/*.test.ts",
      "support/**/*.test.ts",
      "real/**/*.test.ts",
      "supply/**/*.test.ts",
    ],
    setupFiles: ["world/specification-setup.ts"],
    testTimeout: 60_000,
    // Beside the server's tests, with whose project it shares these workers.
    maxWorkers: 3,
    // Once more in CI, as in the lane of real servers; what did not pass at the first try is named in the last lines.
    retry: process.env["CI"] === undefined ? 0 : 1,
  },
});
