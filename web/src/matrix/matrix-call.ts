import { ChatError } from "./model.ts";
import { amount, record, text, type Json } from "./raw-event.ts";

/** What came instead of the asked answer. `status` is 0 where none came. */
export class MatrixFailure extends Error {
  override readonly name = "MatrixFailure";
  readonly status: number;
  /** The homeserver's or gateway's code; the portal's own refusals have another form and none of these. */
  readonly errcode: string | null;
  /** Milliseconds, where a pause is asked for. */
  readonly wait: number | null;

  constructor(status: number, errcode: string | null, wait: number | null, options?: ErrorOptions) {
    super(errcode ?? `No answer of a homeserver (${status}).`, options);
    this.status = status;
    this.errcode = errcode;
    this.wait = wait === null ? null : Math.min(wait, longestPause);
  }

  /** Whether the way to the homeserver failed, so that the same may work soon. */
  get isConnection(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 408;
  }
}

/** How long a pause is where none is named. */
const usualPause = 5000;

/** Nobody is kept waiting longer than this by one word; a timer could not hold some of what is named. */
const longestPause = 10 * 60_000;

/** Reads what a refusal says; its body may be anything. */
export async function failureOf(response: Response): Promise<MatrixFailure> {
  const body = record(await jsonOf(response));
  const seconds = Number(response.headers.get("retry-after") ?? "NaN");
  const named =
    amount(body["retry_after_ms"]) ??
    (Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null) ??
    (amount(body["retryAfterSeconds"]) ?? Number.NaN) * 1000;
  const wait = Number.isFinite(named) ? named : usualPause;
  return new MatrixFailure(response.status, text(body["errcode"]), response.status === 429 ? wait : null);
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    // A proxy's page or a cut answer says no more than its status.
    return null;
  }
}

/** The one way out of the page: `fetchAsPortal`. */
export type FetchFn = (address: string | URL, init?: RequestInit) => Promise<Response>;

export interface MatrixRequest {
  /** The path after `/_matrix/client`; built with `path`. */
  readonly path: string;
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Json;
  readonly signal?: AbortSignal;
  /** A last word that is said in leaving: it goes on when the hub, or the page, is closed meanwhile. Small ones alone. */
  readonly isLastWord?: boolean;
}

/** Asks the homeserver once; rejects with a `MatrixFailure`, or with the signal's reason. */
export type Ask = (request: MatrixRequest) => Promise<Json>;

/** A path whose parts cannot leave their place: ids carry `!`, `$`, `/` and `#`. */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts.reduce((whole, part, index) => whole + encodeURIComponent(values[index - 1] ?? "") + part);
}

export interface AskOptions {
  /** What the homeserver's own paths follow, without an ending slash. */
  readonly base: string;
  readonly fetchFn: FetchFn;
  /** Ends everything that is under way. */
  readonly signal: AbortSignal;
  /** Hears of each refusal, for what concerns more than the one call. */
  readonly onFailure: (failure: MatrixFailure) => void;
}

/** Longer than any deadline between here and the homeserver. */
const deadlineMilliseconds = 60_000;

export function createAsk({ base, fetchFn, signal: stopped, onFailure }: AskOptions): Ask {
  return async ({ path: where, method = "GET", query = {}, body, signal, isLastWord = false }) => {
    stopped.throwIfAborted();
    const search = new URLSearchParams(query).toString();
    const refuse = (failure: MatrixFailure): never => {
      onFailure(failure);
      throw failure;
    };
    let response: Response;
    try {
      response = await fetchFn(`${base}/_matrix/client${where}${search === "" ? "" : `?${search}`}`, {
        method,
        headers: { accept: "application/json", ...(body !== undefined && { "content-type": "application/json" }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(isLastWord && { keepalive: true }),
        signal: anyOf(isLastWord ? null : stopped, signal, AbortSignal.timeout(deadlineMilliseconds)),
      });
      if (response.ok) {
        return record(await response.json());
      }
    } catch (cause) {
      stopped.throwIfAborted();
      signal?.throwIfAborted();
      return refuse(new MatrixFailure(0, null, null, { cause }));
    }
    return refuse(await failureOf(response));
  };
}

function anyOf(...signals: readonly (AbortSignal | null | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal instanceof AbortSignal));
}

/** The failure of a call as the views know it. */
export function chatErrorOf(error: unknown, now: () => number): ChatError {
  if (!(error instanceof MatrixFailure)) {
    return new ChatError("other", "The call was ended.", null, { cause: error });
  }
  const options = { cause: error };
  if (error.status === 429) {
    return new ChatError("throttled", error.message, now() + (error.wait ?? usualPause), options);
  }
  if (error.isConnection) {
    return new ChatError("connection", error.message, null, options);
  }
  const because = error.status === 403 ? "forbidden" : error.status === 404 ? "not_found" : "other";
  return new ChatError(because, error.message, null, options);
}
