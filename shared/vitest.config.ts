import { defineProject } from "vitest/config";

export default defineProject({
  test: {
    name: "shared",
    environment: "node",
    maxWorkers: 3,
    include: ["src/**/*.test.ts"],
    // As in the other lanes: once more in CI, and named in its last lines.
    retry: process.env["CI"] === undefined ? 0 : 1,
  },
});
