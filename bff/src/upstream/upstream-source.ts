import { Agent } from "undici";
import type { z } from "zod";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { UpstreamHttp, UpstreamRequest } from "#connectors/kit/upstream-http.ts";
import type { UpstreamPath } from "#connectors/kit/upstream-path.ts";
import type { Log } from "#log.ts";
import { type Binding, SourceCalls } from "./calls.ts";
import { createGuard } from "./guard.ts";
import { defaultLimits, type UpstreamLimits } from "./limits.ts";
import { sourceAddress } from "./source-address.ts";

/** The guarded way to one configured source: its own pool, limits and breaker; bound to one address (S53). */
export interface UpstreamSource {
  bind(binding: Binding): UpstreamHttp;
  close(): Promise<void>;
}

export interface UpstreamSourceOptions {
  readonly key: string;
  readonly address: string;
  /** PEM texts; null for Node's own. */
  readonly authorities: string[] | null;
  readonly log: Log;
  readonly now: () => Date;
  readonly limits?: Partial<UpstreamLimits>;
}

/** Throws when the address is not one that may be called. Makes no call. */
export function createUpstreamSource(options: UpstreamSourceOptions): UpstreamSource {
  const { key, authorities, log, now } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const address = sourceAddress(options.address);
  const connect = { timeout: limits.connectMilliseconds, ...(authorities !== null && { ca: authorities }) };
  const pool = new Agent({ connect, allowH2: false, connections: limits.inFlight });
  const longPolls = new Agent({ connect, allowH2: false });
  const guard = createGuard(key, limits, log, now);
  const calls = new SourceCalls({ guard, pool, longPolls, exchange: { address, limits, now } });

  return {
    bind: (binding) => ({
      async json<S extends z.ZodType>(path: UpstreamPath, schema: S, request: UpstreamRequest = {}) {
        const parsed = schema.safeParse(await calls.make(binding, { path, request, wantsJson: true }));
        if (!parsed.success) {
          throw new UpstreamError("bad_response", "The tool's answer has another form than expected.");
        }
        return parsed.data;
      },
      async send(path, request) {
        await calls.make(binding, { path, request, wantsJson: false });
      },
    }),
    async close() {
      await Promise.all([pool.destroy(), longPolls.destroy()]);
    },
  };
}
