import { afterAll } from "vitest";
import { awaitChecks, checkNoted } from "./specification.ts";

// Runs around every test file: whatever a stand-in answered in it is held to the vendor's specification.
awaitChecks();
afterAll(() => {
  const problems = checkNoted();
  if (problems.length > 0) {
    throw new Error(`Stand-ins do not keep to their vendors' specifications:\n${problems.join("\n")}`);
  }
});
