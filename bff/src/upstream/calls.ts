import type { Agent } from "undici";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { UpstreamRequest } from "#connectors/kit/upstream-http.ts";
import type { UpstreamPath } from "#connectors/kit/upstream-path.ts";
import { classified, exchangeOnce, type ExchangeOptions } from "./exchange-once.ts";
import type { SourceGuard } from "./guard.ts";
import { isBrokenConnection, RetryBudget } from "./retry.ts";

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

/** One call before it has a token. */
export interface Call {
  readonly path: UpstreamPath;
  readonly request: UpstreamRequest;
  readonly wantsJson: boolean;
}

interface CallsOptions {
  readonly guard: SourceGuard;
  readonly pool: Agent;
  /** Long polls hold a connection each; in a pool of their own they cannot starve the calls that a page waits for. */
  readonly longPolls: Agent;
  readonly exchange: ExchangeOptions;
}

/** The calls to one source: guarded, repeated where that is safe, with another token where the first was refused. */
export class SourceCalls {
  readonly #options: CallsOptions;
  readonly #budget = new RetryBudget();

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** A token that the tool refuses is replaced once (F8), never in a loop. */
  async make(binding: Binding, call: Call): Promise<unknown> {
    if (binding.credential === null) return this.#attemptTwice(binding, call, null);
    const token = await binding.credential.bearer(null);
    try {
      return await this.#attemptTwice(binding, call, token);
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.reason !== "sign_in_required") throw error;
      const next = await binding.credential.bearer(token);
      return this.#attemptTwice(binding, call, next);
    }
  }

  /** A read whose connection broke is made once more, while that stays rare (F3); nothing that changes something is. */
  async #attemptTwice(binding: Binding, call: Call, token: string | null): Promise<unknown> {
    this.#budget.earn();
    try {
      return await this.#attempt(binding, call, token);
    } catch (error) {
      const isRead = (call.request.method ?? "GET") === "GET";
      if (!isRead || !isBrokenConnection(error) || !this.#budget.spend()) throw error;
      return this.#attempt(binding, call, token);
    }
  }

  async #attempt({ lane, signal }: Binding, call: Call, token: string | null): Promise<unknown> {
    const { guard, pool, longPolls, exchange } = this.#options;
    const isLongPoll = (call.request.waitSeconds ?? 0) > 0;
    try {
      return await guard.run(lane, isLongPoll, signal, async () => {
        try {
          return await exchangeOnce(isLongPoll ? longPolls : pool, { ...call, token, signal }, exchange);
        } catch (error) {
          throw classified(error, signal);
        }
      });
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  }
}
