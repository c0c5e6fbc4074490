import { Agent } from "undici";
import type { UpstreamHttp } from "#connectors/kit/upstream-http.ts";
import type { Log } from "#log.ts";
import type { Resolve } from "./address-book.ts";
import { boundHttp } from "./bound-http.ts";
import { type Binding, SourceCalls } from "./calls.ts";
import { connecting } from "./connecting.ts";
import { type CallOutcome, createGuard } from "./guard.ts";
import { defaultLimits, type UpstreamLimits } from "./limits.ts";
import { sourceAddress } from "./source-address.ts";

/** The guarded way to one configured source: its own pools, limits and breaker; bound to one address (S53). */
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
  /** Spreads those who were told to wait until the same moment; from 0 to 1. */
  readonly random?: () => number;
  /** Hears of every call that was made. */
  readonly observe?: (outcome: CallOutcome) => void;
  /** Instead of the system's resolver. */
  readonly resolve?: Resolve;
}

/** Throws when the address is not one that may be called. Makes no call. */
export function createUpstreamSource(options: UpstreamSourceOptions): UpstreamSource {
  const { key, authorities, log, now, random = Math.random } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const address = sourceAddress(options.address);
  const connect = connecting({
    source: key,
    authorities,
    timeoutMilliseconds: limits.connectMilliseconds,
    now,
    log,
    ...(options.resolve !== undefined && { resolve: options.resolve }),
  });
  const agent = (connections?: number) =>
    new Agent({
      connect,
      allowH2: false,
      webSocket: { maxPayloadSize: limits.frameBytes },
      ...(connections !== undefined && { connections }),
    });
  const pools = {
    calls: agent(limits.calls.inAll),
    relays: agent(limits.relays.inAll),
    longPolls: agent(),
    streams: agent(limits.streams.inAll),
    sockets: agent(),
  };
  const guard = createGuard({ source: key, limits, log, now, random, observe: options.observe });
  const calls = new SourceCalls({ guard, pools, exchange: { address, limits, now } });

  return {
    bind: (binding) => boundHttp(calls, binding, address),
    async close() {
      await Promise.all(Object.values(pools).map(async (pool) => pool.destroy()));
    },
  };
}
