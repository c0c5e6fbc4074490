import { Agent } from "undici";
import type { z } from "zod";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { UpstreamHttp, UpstreamRequest } from "#connectors/kit/upstream-http.ts";
import type { UpstreamPath } from "#connectors/kit/upstream-path.ts";
import type { Log } from "#log.ts";
import { classified, exchangeOnce } from "./exchange-once.ts";
import { createGuard } from "./guard.ts";
import { defaultLimits, type UpstreamLimits } from "./limits.ts";
import { sourceAddress } from "./source-address.ts";

/** Where the token of a call comes from. Throws an `UpstreamError` when there is none: then no call is made (S14). */
export interface BearerCredential {
  /** A token for this source and person; `refused` is the one that the tool just did not accept. */
  bearer(refused: string | null): Promise<string>;
}

/** Whose calls these are. */
export interface Binding {
  /** Calls of one lane share limits and silence: a person's digest, or a name for calls without a person. */
  readonly lane: string;
  /** Null for calls without a token, such as a sign-in. */
  readonly credential: BearerCredential | null;
  readonly signal: AbortSignal;
}

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
  const limits = { ...defaultLimits, ...options.limits };
  const address = sourceAddress(options.address);
  const guard = createGuard(options.key, limits, options.log, options.now);
  const connect = {
    timeout: limits.connectMilliseconds,
    ...(options.authorities !== null && { ca: options.authorities }),
  };
  const pool = new Agent({ connect, allowH2: false, connections: limits.inFlight });
  // Long polls hold a connection each; in a pool of their own they cannot starve the calls that a page waits for.
  const longPolls = new Agent({ connect, allowH2: false });
  const exchangeOptions = { address, limits, now: options.now };

  async function attempt(
    binding: Binding,
    path: UpstreamPath,
    request: UpstreamRequest,
    wantsJson: boolean,
    token: string | null,
  ) {
    const isLongPoll = (request.waitSeconds ?? 0) > 0;
    try {
      return await guard.run(binding.lane, isLongPoll, binding.signal, async () => {
        try {
          const exchange = { path, request, token, signal: binding.signal, wantsJson };
          return await exchangeOnce(isLongPoll ? longPolls : pool, exchange, exchangeOptions);
        } catch (error) {
          throw classified(error, binding.signal);
        }
      });
    } catch (error) {
      throw binding.signal.aborted ? binding.signal.reason : error;
    }
  }

  /** One call; a token that the tool refuses is replaced once (F8), never in a loop. */
  async function call(
    binding: Binding,
    path: UpstreamPath,
    request: UpstreamRequest,
    wantsJson: boolean,
  ): Promise<unknown> {
    if (binding.credential === null) return attempt(binding, path, request, wantsJson, null);
    const token = await binding.credential.bearer(null);
    try {
      return await attempt(binding, path, request, wantsJson, token);
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.reason !== "sign_in_required") throw error;
      const next = await binding.credential.bearer(token);
      return attempt(binding, path, request, wantsJson, next);
    }
  }

  return {
    bind: (binding) => ({
      async json<S extends z.ZodType>(path: UpstreamPath, schema: S, request: UpstreamRequest = {}) {
        const parsed = schema.safeParse(await call(binding, path, request, true));
        if (!parsed.success)
          throw new UpstreamError("bad_response", "The tool's answer has another form than expected.");
        return parsed.data;
      },
      async send(path, request) {
        await call(binding, path, request, false);
      },
    }),
    async close() {
      await Promise.all([pool.destroy(), longPolls.destroy()]);
    },
  };
}
