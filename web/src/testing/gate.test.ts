import { expect, test } from "vitest";
import { readSession } from "@pforte/shared/contract/session";
import { call } from "#api/call.ts";
import { takeComplaints } from "./complaints.ts";

test("a request that no test answers is a failure", async () => {
  await expect(call(readSession, {})).rejects.toThrow("The portal did not answer.");
  expect(takeComplaints()).toContain("No test answers GET /api/session.");
});

test("a request to a foreign host is a failure", async () => {
  await expect(fetch("https://tool.example.org/ping")).rejects.toThrow(TypeError);
  expect(takeComplaints()).toContain("No test answers GET https://tool.example.org/ping.");
});

test("a word on the console is a failure", () => {
  // eslint-disable-next-line no-console -- this is what must be noticed
  console.error("something is wrong");
  // eslint-disable-next-line no-console -- this is what must be noticed
  console.warn("something is odd");
  expect(takeComplaints()).toEqual(["console.error: something is wrong", "console.warn: something is odd"]);
});
