import autocannon from "autocannon";
import { cpuSeconds } from "./process-usage.ts";

/** What one address costs under load. */
export interface LoadResult {
  readonly name: string;
  readonly requests: number;
  readonly perSecond: number;
  /** CPU milliseconds of the server per request. */
  readonly cpu: number;
  readonly median: number;
  readonly p99: number;
  readonly failed: number;
}

/** What to ask, and of which process. */
export interface LoadPlan {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly seconds: number;
}

/** The portal closes a connection after a thousand requests, and autocannon would go on asking on it. */
const reconnectRate = 900;

/** Asks one address from ten connections for some seconds, after a warm-up that does not count. */
export async function measureLoad(plan: LoadPlan): Promise<LoadResult> {
  const options = { url: plan.url, connections: 10, headers: { ...plan.headers }, reconnectRate };
  await autocannon({ ...options, duration: 2 });
  const before = cpuSeconds(plan.pid);
  const result = await autocannon({ ...options, duration: plan.seconds });
  const cpu = cpuSeconds(plan.pid) - before;
  const failed = result.non2xx + result.errors + result.timeouts;
  return {
    name: plan.name,
    requests: result.requests.total,
    perSecond: result.requests.average,
    cpu: (cpu * 1000) / result.requests.total,
    median: result.latency.p50,
    p99: result.latency.p99,
    failed,
  };
}
