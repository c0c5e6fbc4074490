import { cpus } from "node:os";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { ines } from "../world/people.ts";
import { signInByForm } from "../world/sign-in-driver.ts";
import { measureAbuser, showAbuser } from "./abuser.ts";
import { type AdministrationReport, measureAdministration, showAdministration } from "./administration.ts";
import { startNode, untilReady } from "./child.ts";
import { measureLive, showLive, type LiveReport } from "./live.ts";
import { measureLoad, type LoadResult } from "./load.ts";
import { startPortalUnderTest, type PortalUnderTest } from "./portal-under-test.ts";
import { memory } from "./process-usage.ts";
import { measureSlowSockets, showSlowSockets } from "./slow-sockets.ts";
import { table } from "./table.ts";
import { measureTalk, showTalk, type TalkReport } from "./talk.ts";
import { measureVisits, type Visit } from "./visits.ts";
import { measureWorldStart, type WorldStart } from "./world-start.ts";

/** Seconds of load per address, and visits per speed of which the median counts. */
const seconds = 6;
const rounds = 3;
/** Messages of the room that is read from its end to its beginning. */
const longRoom = 10_000;
/** Pages that are open while a new version is published. */
const openPages = 1000;

interface Report {
  readonly machine: { readonly cores: number; readonly model: string; readonly node: string };
  readonly load: readonly LoadResult[];
  readonly portal: {
    readonly firstStartMs: number;
    readonly nextStartMs: number;
    readonly memoryIdleMb: number;
    readonly memoryMostMb: number;
  };
  readonly world: WorldStart;
  readonly visits: readonly Visit[];
  readonly live: LiveReport;
  readonly talk: TalkReport;
  readonly administration: AdministrationReport;
}

const isFull = process.argv.includes("--full");

async function measure(say: (line: string) => void): Promise<Report> {
  say("Starting the demo twice …");
  const world = await measureWorldStart();
  say("Starting the portal …");
  await using portal = await startPortalUnderTest();
  const idle = memory(portal.child.pid).now;
  say("Loading …");
  const load = [await measureBare(), ...(await measurePortal(portal))];
  say("Visiting in Chromium …");
  const visits = await measureVisits(portal.origin, rounds);
  say("Reading a long room in Chromium …");
  const talk = await measureTalk(longRoom, say);
  const live = await measureLive(isFull, say);
  say("Publishing while pages are open …");
  const administration = await measureAdministration(openPages, seconds);
  return {
    live,
    administration,
    talk,
    machine: { cores: cpus().length, model: cpus()[0]?.model ?? "unknown", node: process.version },
    load,
    portal: {
      firstStartMs: portal.firstStart,
      nextStartMs: portal.nextStart,
      memoryIdleMb: idle,
      memoryMostMb: memory(portal.child.pid).most,
    },
    world,
    visits,
  };
}

async function measureBare(): Promise<LoadResult> {
  const child = startNode(new URL("bare-server.ts", import.meta.url).pathname, [], { PATH: process.env["PATH"] });
  try {
    await untilReady(child, async () => /^\d+\n/u.test(child.said()));
    const url = `http://127.0.0.1:${child.said().trim()}/`;
    return await measureLoad({ name: "bare node:http", url, pid: child.pid, seconds });
  } finally {
    await child.stop();
  }
}

async function measurePortal({ origin, child }: PortalUnderTest): Promise<readonly LoadResult[]> {
  const { jar } = await signInByForm({ start: origin, username: ines.username });
  const cookie = jar.header(new URL(origin)) ?? "";
  const api = { cookie, [portalHeader.name]: portalHeader.value, accept: "application/json" };
  const page = { cookie, accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  const plans = [
    { name: "session check", path: "/api/session", headers: api },
    { name: "bootstrap JSON", path: "/api/home", headers: api },
    { name: "home page", path: "/", headers: page },
  ];
  const results: LoadResult[] = [];
  for (const { name, path, headers } of plans) {
    results.push(await measureLoad({ name, url: `${origin}${path}`, pid: child.pid, headers, seconds }));
  }
  return results;
}

function show({ machine, load, portal, world, visits, live, talk, administration }: Report): string {
  const loads = load.map((one) => [
    one.name,
    one.cpu.toFixed(3),
    one.perSecond.toFixed(0),
    one.median.toFixed(0),
    one.p99.toFixed(0),
    String(one.failed),
  ]);
  const seen = visits.map((visit) => [
    `${visit.slowdown}× CPU, ${visit.kind}`,
    visit.lastTile.toFixed(0),
    visit.largestPaint.toFixed(0),
    visit.layoutShift.toFixed(4),
    visit.kilobytes.toFixed(1),
    String(visit.requests),
  ]);
  const starts = [
    ["npm start, empty data", `${world.cold.toFixed(1)} s`, "≤ 30 s"],
    ["npm start, again", `${world.warm.toFixed(1)} s`, "≤ 3 s"],
    ["portal process, empty database", `${(portal.firstStartMs / 1000).toFixed(2)} s`, ""],
    ["portal process, again", `${(portal.nextStartMs / 1000).toFixed(2)} s`, ""],
    ["memory of the portal, idle", `${portal.memoryIdleMb.toFixed(0)} MB`, "≤ 150 MB"],
    ["memory of the portal, at most", `${portal.memoryMostMb.toFixed(0)} MB`, ""],
  ];
  return [
    `${machine.cores} × ${machine.model}, Node ${machine.node}`,
    table(["under load", "CPU ms/request", "requests/s", "median ms", "p99 ms", "failed"], loads),
    table(["start and memory", "measured", "aim"], starts),
    table(["Chromium", "last tile ms", "largest paint ms", "layout shift", "kB", "requests"], seen),
    showTalk(talk),
    showLive(live),
    showAdministration(administration),
  ].join("\n\n");
}

const isJson = process.argv.includes("--json");
const say = (line: string): void => void process.stderr.write(`${line}\n`);
if (process.argv.includes("--live")) {
  // What is gathered and told live alone, for whoever works on that.
  const live = await measureLive(isFull, say);
  process.stdout.write(`${isJson ? JSON.stringify(live, null, 2) : showLive(live)}\n`);
  process.exit(0);
}
if (process.argv.includes("--talk")) {
  const talk = await measureTalk(longRoom, say);
  process.stdout.write(`${isJson ? JSON.stringify(talk, null, 2) : showTalk(talk)}\n`);
  process.exit(0);
}
if (process.argv.includes("--slow")) {
  const slow = await measureSlowSockets(5, seconds);
  process.stdout.write(`${isJson ? JSON.stringify(slow, null, 2) : showSlowSockets(slow)}\n`);
  process.exit(0);
}
if (process.argv.includes("--abuser")) {
  const abuser = await measureAbuser(5, seconds);
  process.stdout.write(`${isJson ? JSON.stringify(abuser, null, 2) : showAbuser(abuser)}\n`);
  process.exit(0);
}
if (process.argv.includes("--administration")) {
  const load = await measureBare();
  const report = await measureAdministration(openPages, seconds);
  say(`bare node:http ${load.cpu.toFixed(3)} CPU ms per request`);
  process.stdout.write(`${isJson ? JSON.stringify(report, null, 2) : showAdministration(report)}\n`);
  process.exit(0);
}
const report = await measure(say);
process.stdout.write(`${isJson ? JSON.stringify(report, null, 2) : show(report)}\n`);
if (report.load.some(({ failed }) => failed > 0)) {
  process.stderr.write("Some requests failed: the figures above are not to be used.\n");
  process.exitCode = 1;
}
