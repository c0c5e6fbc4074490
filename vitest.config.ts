import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: ["*/vitest.config.ts", "web/vitest.node.config.ts"],
    // Tests wait as much as they compute; as many workers as cores would leave a small machine idle half of the time.
    maxWorkers: 3,
    reporters: ["default", "json"],
    outputFile: { json: ".vitest/report.json" },
  },
});
