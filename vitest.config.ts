import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: ["*/vitest.config.ts", "web/vitest.node.config.ts", "e2e/vitest.loads.config.ts"],
    reporters: ["default", "json"],
    outputFile: { json: ".vitest/report.json" },
  },
});
