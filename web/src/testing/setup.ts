import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import "#styles/all.css";
import { network, startNetwork, unanswered } from "./server.ts";

const said: string[] = [];

beforeAll(startNetwork);

beforeEach(() => {
  said.length = 0;
  unanswered.length = 0;
  for (const level of ["error", "warn"] as const) {
    vi.spyOn(console, level).mockImplementation((...parts: readonly unknown[]) => {
      said.push(`console.${level}: ${parts.map(String).join(" ")}`);
    });
  }
});

afterEach(() => {
  network.resetHandlers();
  delete document.documentElement.dataset["theme"];
  delete document.documentElement.dataset["session"];
  sessionStorage.clear();
  localStorage.clear();
  const complaints = takeComplaints();
  if (complaints.length > 0) {
    throw new Error(`The page complained:\n${complaints.join("\n")}`);
  }
});

afterAll(async () => {
  await network.stop();
});

/** For a test that wants to see what it would fail by: gives it and lets it pass. */
export function takeComplaints(): readonly string[] {
  return [...said.splice(0), ...unanswered.splice(0).map((request) => `No test answers ${request}.`)];
}
