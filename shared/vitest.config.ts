import { defineProject } from "vitest/config";

export default defineProject({
  test: { name: "shared", environment: "node", maxWorkers: 3, include: ["src/**/*.test.ts"] },
});
