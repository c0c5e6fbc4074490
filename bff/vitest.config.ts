import { defineProject } from "vitest/config";

export default defineProject({
  test: {
    name: "bff",
    environment: "node",
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    setupFiles: ["../e2e/world/specification-setup.ts"],
    // Files run one after the other in the same workers: loading the server's modules anew took most of the time.
    isolate: false,
    // Tests wait as much as they compute; as many workers as cores would leave a small machine idle half of the time.
    maxWorkers: 3,
    testTimeout: 20_000,
    // Once more in CI, as in the lane of real servers; what did not pass at the first try is named in the last lines.
    retry: process.env["CI"] === undefined ? 0 : 1,
    hookTimeout: 60_000,
  },
});
