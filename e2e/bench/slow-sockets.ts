import { portalHeader } from "@pforte/shared/contract/portal-header";
import {
  largeAsset,
  openSlowSocket,
  type Slowness,
  type SlowSocket,
  type SlowTarget,
} from "../surroundings/slow-socket.ts";
import { startFleet } from "./fleet.ts";
import { measureLoad, type LoadResult } from "./load.ts";
import { percentile } from "./measures.ts";
import { carryByHttp } from "../world/http-carrier.ts";
import { table } from "./table.ts";

/** Ordinary requests beside slow sockets against the same without them: medians of interleaved pairs. */
export interface SlowSocketsReport {
  readonly sockets: number;
  readonly pairs: number;
  readonly alone: Figures;
  readonly beside: Figures;
  readonly failed: number;
}

interface Figures {
  readonly cpu: number;
  readonly median: number;
  readonly p99: number;
}

const kinds: readonly Slowness[] = ["headers", "body", "reader"];
/** Readers are few, because each has the portal fill four megabytes of the kernel's memory first. */
const counts: Readonly<Record<Slowness, number>> = { headers: 270, body: 270, reader: 60 };

/** As many as there should be, each replaced as soon as the portal has closed it. */
function keepSlowSockets(target: SlowTarget): { readonly end: () => void } {
  const open = new Set<SlowSocket>();
  let isOver = false;
  const begin = (kind: Slowness): void => {
    if (isOver) return;
    const socket = openSlowSocket(target, kind);
    open.add(socket);
    void socket.closed.then(() => {
      open.delete(socket);
      begin(kind);
    });
  };
  for (const kind of kinds) for (let count = 0; count < counts[kind]; count += 1) begin(kind);
  return {
    end() {
      isOver = true;
      for (const socket of open) socket.destroy();
    },
  };
}

export async function measureSlowSockets(pairs: number, seconds: number): Promise<SlowSocketsReport> {
  await using fleet = await startFleet({ replicas: 1, people: 2, hasTools: false });
  const [replica] = fleet.replicas;
  if (replica === undefined) throw new Error("The fleet is empty.");
  const { address } = replica;
  const { host, origin } = fleet;
  const [cookie = "", slow = ""] = await Promise.all(fleet.people.map(async ({ username }) => fleet.signIn(username)));
  const navigation = { cookie, accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  const page = await carryByHttp(`${origin}/`, { method: "GET", redirect: "manual", headers: navigation });
  const target = { address, host, origin, cookie: slow, asset: await largeAsset(address, host, await page.text()) };
  const headers = { cookie, [portalHeader.name]: portalHeader.value, accept: "application/json" };
  const plan = { name: "home", url: `${origin}/api/home`, pid: replica.child().pid, headers, seconds };
  const alone: LoadResult[] = [];
  const beside: LoadResult[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    alone.push(await measureLoad(plan));
    const sockets = keepSlowSockets(target);
    beside.push(await measureLoad(plan));
    sockets.end();
  }
  const failed = [...alone, ...beside].reduce((sum, result) => sum + result.failed, 0);
  const sockets = kinds.reduce((sum, kind) => sum + counts[kind], 0);
  return { sockets, pairs, alone: mediansOf(alone), beside: mediansOf(beside), failed };
}

const mediansOf = (results: readonly LoadResult[]): Figures => ({
  cpu: percentile(
    results.map(({ cpu }) => cpu),
    0.5,
  ),
  median: percentile(
    results.map(({ median }) => median),
    0.5,
  ),
  p99: percentile(
    results.map(({ p99 }) => p99),
    0.5,
  ),
});

export function showSlowSockets({ sockets, pairs, alone, beside, failed }: SlowSocketsReport): string {
  const row = (name: string, { cpu, median, p99 }: Figures) => [
    name,
    cpu.toFixed(3),
    median.toFixed(0),
    p99.toFixed(0),
  ];
  const ratio = `${((beside.cpu / alone.cpu) * 100).toFixed(0)} %`;
  return [
    table(
      ["GET /api/home", "CPU ms/request", "median ms", "p99 ms"],
      [row("alone", alone), row(`beside ${sockets} slow sockets`, beside)],
    ),
    `CPU beside them ${ratio} of that alone, ${pairs} pairs, ${failed} failed`,
  ].join("\n");
}
