import { defineProject } from "vitest/config";

export default defineProject({
  test: {
    name: "house",
    environment: "node",
    include: [
      "house/**/*.test.ts",
      "bench/**/*.test.ts",
      "soak/**/*.test.ts",
      "faults/**/*.test.ts",
      "world/**/*.test.ts",
      "support/**/*.test.ts",
      "real/**/*.test.ts",
      "replicas/**/*.test.ts",
    ],
    setupFiles: ["world/specification-setup.ts"],
    testTimeout: 60_000,
  },
});
