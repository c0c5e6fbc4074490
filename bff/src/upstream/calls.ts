import type { Dispatcher } from "undici";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { UpstreamBody, UpstreamBytes, UpstreamRequest, UpstreamSocket } from "#connectors/kit/upstream-http.ts";
import type { UpstreamPath } from "#connectors/kit/upstream-path.ts";
import type { Answer, Form } from "./answer.ts";
import { ofOthers } from "./classify.ts";
import { openDownload } from "./download.ts";
import { classified, exchangeOnce, type ExchangeOptions } from "./exchange.ts";
import type { CallKind, SourceGuard } from "./guard.ts";
import { openRelay } from "./relay.ts";
import { isBrokenConnection, RetryBudget } from "./retry.ts";
import { openSocket } from "./socket.ts";
import { sendUpload } from "./upload.ts";

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
}

interface CallsOptions {
  readonly guard: SourceGuard;
  /** Each kind has connections of its own: what holds one for long cannot starve what a page waits for. */
  readonly pools: Readonly<Record<CallKind, Dispatcher>>;
  readonly exchange: ExchangeOptions;
}

const reads: ReadonlySet<string> = new Set(["GET", "PROPFIND", "REPORT", "SEARCH"]);

const isRead = ({ request }: Call) => request.isRead ?? reads.has(request.method ?? "GET");
const kindOf = <Kind extends CallKind>({ request }: Call, quick: Kind) =>
  (request.waitSeconds ?? 0) > 0 ? "longPolls" : quick;

/** The calls to one source: guarded, repeated where that is safe, with another token where the first was refused. */
export class SourceCalls {
  readonly #options: CallsOptions;
  readonly #budget = new RetryBudget();

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  async make(binding: Binding, call: Call, form: Form): Promise<Answer> {
    const { guard, pools, exchange } = this.#options;
    const kind = kindOf(call, "calls");
    return this.#withToken(binding, async (token) =>
      this.#attemptTwice(isRead(call), binding.signal, async (signal) =>
        guard.run(kind, binding.lane, signal, async () =>
          named(signal, call, exchangeOnce(pools[kind], { ...call, token, signal }, form, exchange)),
        ),
      ),
    );
  }

  /** Its place is held until the last byte of the answer was taken. */
  async relay(binding: Binding, call: Call): Promise<UpstreamBody> {
    const { guard, pools, exchange } = this.#options;
    const kind = kindOf(call, "relays");
    return this.#withToken(binding, async (token) =>
      this.#attemptTwice(isRead(call), binding.signal, async (signal) =>
        guard.hold(kind, binding.lane, signal, async (giveBack) =>
          named(signal, call, openRelay(pools[kind], { ...call, token, signal }, exchange, giveBack)),
        ),
      ),
    );
  }

  async download(binding: Binding, call: Call): Promise<UpstreamBody> {
    const { guard, pools, exchange } = this.#options;
    return this.#withToken(binding, async (token) =>
      this.#attemptTwice(true, binding.signal, async (signal) =>
        guard.hold("streams", binding.lane, signal, async (giveBack) =>
          named(signal, call, openDownload(pools.streams, { ...call, token, signal }, exchange, giveBack)),
        ),
      ),
    );
  }

  /** Its bytes come only once: a refused token is replaced for the next try, which is the caller's. */
  async upload(binding: Binding, call: Call, bytes: UpstreamBytes, form: "json" | "none"): Promise<Answer> {
    const { guard, pools, exchange } = this.#options;
    const { credential, lane, signal } = binding;
    const token = credential === null ? null : await credential.bearer(null);
    try {
      return await this.#attemptTwice(false, signal, async () =>
        guard.run("streams", lane, signal, async () =>
          sendUpload(pools.streams, { ...call, token, signal }, { bytes, form }, exchange),
        ),
      );
    } catch (error) {
      if (credential === null || !isRefusedToken(error)) throw error;
      await nextToken(credential, token ?? "", error);
      throw new UpstreamError("unavailable", "The tool wants another token, which is there for the next try.", {
        ...(error.status !== null && { status: error.status }),
        code: "token_replaced",
      });
    }
  }

  async socket({ lane, signal }: Binding, path: UpstreamPath): Promise<UpstreamSocket> {
    const { guard, pools, exchange } = this.#options;
    return this.#attemptTwice(true, signal, async () =>
      guard.hold("sockets", lane, signal, async (giveBack) =>
        named(signal, { path, request: {} }, openSocket(pools.sockets, { path, signal }, exchange, giveBack)),
      ),
    );
  }

  /** A token that the tool refuses is replaced once (F8), never in a loop. */
  async #withToken<T>({ credential }: Binding, call: (token: string | null) => Promise<T>): Promise<T> {
    if (credential === null) return call(null);
    const token = await credential.bearer(null);
    try {
      return await call(token);
    } catch (error) {
      if (!isRefusedToken(error)) throw error;
      return call(await nextToken(credential, token, error));
    }
  }

  /** A read whose connection broke is made once more, while that stays rare (F3); nothing that changes something is. */
  async #attemptTwice<T>(
    mayRepeat: boolean,
    signal: AbortSignal,
    attempt: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    this.#budget.earn();
    try {
      return await unlessAborted(signal, attempt(signal));
    } catch (error) {
      if (signal.aborted || !mayRepeat || !isBrokenConnection(error) || !this.#budget.spend()) throw error;
      return unlessAborted(signal, attempt(signal));
    }
  }
}

/** An abort by the caller stays the caller's, whatever it made fail first. */
async function unlessAborted<T>(signal: AbortSignal, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}

/** Where one was replaced a moment ago and is refused as well, the tool's own words say more than that. */
async function nextToken(credential: BearerCredential, refused: string, why: UpstreamError): Promise<string> {
  try {
    return await credential.bearer(refused);
  } catch (error) {
    throw error instanceof UpstreamError && error.code === "refused_again" ? why : error;
  }
}

const isRefusedToken = (error: unknown): error is UpstreamError =>
  error instanceof UpstreamError && error.reason === "sign_in_required";

async function named<T>(signal: AbortSignal, { request }: Call, running: Promise<T>): Promise<T> {
  try {
    return await running;
  } catch (thrown) {
    const error = classified(thrown, signal);
    throw (request.asksOthers === true && error instanceof UpstreamError ? ofOthers(error) : null) ?? error;
  }
}
