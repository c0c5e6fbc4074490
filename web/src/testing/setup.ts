import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import "#styles/all.css";
import { closers, said, takeComplaints } from "./complaints.ts";
import { network, startNetwork } from "./server.ts";

beforeAll(startNetwork);

beforeEach(() => {
  takeComplaints();
  for (const level of ["error", "warn"] as const) {
    vi.spyOn(console, level).mockImplementation((...parts: readonly unknown[]) => {
      said.push(`console.${level}: ${parts.map(String).join(" ")}`);
    });
  }
});

afterEach(async () => {
  for (const close of closers.splice(0)) {
    await close();
  }
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
