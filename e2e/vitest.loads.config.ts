import { defineProject } from "vitest/config";

/** Whole portals under load, killed, starved and cut. */
export default defineProject({
  test: {
    name: "loads",
    environment: "node",
    include: [
      "bench/**/*.test.ts",
      "faults/**/*.test.ts",
      "replicas/**/*.test.ts",
      "soak/**/*.test.ts",
      "surroundings/**/*.test.ts",
    ],
    setupFiles: ["world/specification-setup.ts"],
    testTimeout: 60_000,
    // They wait more than they compute, so they stand beside the tests of pages, which only compute.
    maxWorkers: 2,
    sequence: { groupOrder: 1 },
    // Once more in CI, as in the lane of real servers; what did not pass at the first try is named in the last lines.
    retry: process.env["CI"] === undefined ? 0 : 1,
  },
});
