import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createSpecification, hasSpecifications } from "./specification-check.ts";
import type { Specification, SpecifiedTool, Verdict } from "./specification-verdict.ts";
import type { SeenReply } from "./stand-in-http.ts";

/** Takes note of a reply; what it finds comes out at the end of the run, never in the reply itself. */
export type ReplyCheck = (seen: SeenReply) => void;

/** What one process found, as it is written down. */
export interface SpecificationReport {
  readonly tool: SpecifiedTool;
  validated: number;
  /** Replies that keep to their specification but for known deviations, per deviation. */
  readonly deviations: Record<string, number>;
  /** Replies that no vendor describes, per kind. */
  readonly without: Record<string, number>;
  readonly violations: string[];
}

/** Where processes leave their reports for the end of a run. */
export const reportFolder = fileURLToPath(new URL("../../.vitest/specifications", import.meta.url));

const notedMilliseconds = 2000;
const reportName = randomUUID();

interface Noted {
  readonly tool: SpecifiedTool;
  readonly seen: SeenReply;
  count: number;
}

const noted = new Map<string, Noted>();
const verdicts = new Map<string, Verdict>();
const specifications = new Map<SpecifiedTool, Specification>();
const reports = new Map<SpecifiedTool, SpecificationReport>();
let isFollowed = false;
let isAwaited = false;

/** The check that every stand-in has in test runs, and none has elsewhere. */
export function checkedReply(tool: SpecifiedTool): ReplyCheck {
  return (seen) => noteReply(tool, seen);
}

/** For who will call `checkNoted` at the end; other processes check by themselves where `PFORTE_CHECK_REPLIES` is set. */
export function awaitChecks(): void {
  isAwaited = true;
}

/** For a run so long that stand-ins are asked what no client asks, and more than can be kept. */
export function giveUpChecks(): void {
  isAwaited = false;
}

/** Keeps a reply for the check at the end; equal ones are checked once and counted. */
function noteReply(tool: SpecifiedTool, seen: SeenReply): void {
  if (!isAwaited && process.env["PFORTE_CHECK_REPLIES"] === undefined) return;
  const { call, reply } = seen;
  const facts = [tool, call.method, call.path, reply.status, reply.headers["content-type"] ?? ""];
  const isJson = String(reply.headers["content-type"] ?? "").includes("json");
  const key = createHash("sha1")
    .update(JSON.stringify(facts))
    .update(reply.json ?? (isJson ? (reply.body ?? "") : ""))
    .digest("base64");
  const known = noted.get(key);
  if (known === undefined) noted.set(key, { tool, seen, count: 1 });
  else known.count += 1;
  if (!isAwaited && !isFollowed) follow();
}

/** Outside of tests nobody calls at the end, so what came is checked now and then, and once more when the process ends. */
function follow(): void {
  isFollowed = true;
  setInterval(() => void checkNoted(), notedMilliseconds).unref();
  process.once("exit", () => void checkNoted());
}

/** Checks what was noted since the last time, writes the report of this process, and returns what is wrong. */
export function checkNoted(folder = reportFolder): readonly string[] {
  const entries = [...noted];
  noted.clear();
  if (entries.length === 0) return [];
  if (!hasSpecifications()) {
    const text = "The vendors' specifications are missing (PFORTE_REFERENCE), so no reply of a stand-in was checked.";
    if (process.env["CI"] !== undefined) return [text];
    process.stderr.write(`${text}\n`);
    return [];
  }
  const found = entries.flatMap(([key, each]) => take(key, each));
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${reportName}.json`;
  writeFileSync(file, JSON.stringify([...reports.values()]));
  return found;
}

function take(key: string, { tool, seen, count }: Noted): readonly string[] {
  const specification = specifications.get(tool) ?? createSpecification(tool);
  specifications.set(tool, specification);
  const verdict = verdicts.get(key) ?? specification.check(seen);
  verdicts.set(key, verdict);
  const report = reports.get(tool) ?? { tool, validated: 0, deviations: {}, without: {}, violations: [] };
  reports.set(tool, report);
  const add = (counts: Record<string, number>, name: string) => void (counts[name] = (counts[name] ?? 0) + count);
  switch (verdict.state) {
    case "validated":
      report.validated += count;
      return [];
    case "deviates":
      for (const name of verdict.deviations) add(report.deviations, name);
      report.validated += count;
      return [];
    case "without":
      add(report.without, verdict.where);
      return [];
    case "violates": {
      const problems = verdict.problems.slice(0, 8).map(({ at, text }) => `${at === "" ? "the reply" : at} ${text}`);
      const text = `${tool}: ${verdict.where}: ${problems.join("; ")}`;
      if (!report.violations.includes(text)) report.violations.push(text);
      return [text];
    }
  }
}
