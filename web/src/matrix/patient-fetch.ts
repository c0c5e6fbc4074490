import type { Line } from "./line.ts";
import { failureOf, type FetchFn, type MatrixFailure } from "./matrix-call.ts";
import { withoutLongLeft } from "./sync-filter.ts";

export interface PatientFetchOptions {
  readonly fetchFn: FetchFn;
  readonly line: Line;
  /** Ends every attempt. */
  readonly signal: AbortSignal;
  /** A refusal that repeating does not mend. Whoever hears it starts over or gives up; the call itself never ends. */
  readonly onRefused: (failure: MatrixFailure, isSync: boolean) => void;
}

/** What the homeserver may take beyond the time for which it was asked to wait. */
const graceMilliseconds = 60_000;

/** What the client library asks for by itself and this page has no use for. */
const unasked: readonly (readonly [RegExp, string])[] = [
  [/\/_matrix\/client\/v3\/capabilities$/u, '{"capabilities":{}}'],
  [/\/rtc\/transports$/u, '{"rtc_transports":[]}'],
];

/**
 * The `fetch` of the client library, which only asks for what can be asked twice: it repeats until there is an answer,
 * with growing pauses, and tells the line how it stands. The library itself therefore never sees a failure, and its own
 * ideas of what to do about one, such as calling its session ended, do not come into play.
 */
export function patientFetch({
  fetchFn,
  line,
  signal: stopped,
  onRefused,
}: PatientFetchOptions): typeof globalThis.fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const known = unasked.find(([pattern]) => pattern.test(url.pathname));
    if (known !== undefined) {
      return new Response(known[1], { headers: { "content-type": "application/json" } });
    }
    // Not part of the interface; the portal forbids stores of its answers anyway.
    url.searchParams.delete("_cacheBuster");
    url.searchParams.delete("org.matrix.msc4222.use_state_after");
    withoutLongLeft(url);
    const given = init.signal ?? null;
    const signal = given === null ? stopped : AbortSignal.any([stopped, given]);
    for (;;) {
      signal.throwIfAborted();
      const outcome = await attempt({ fetchFn, line, url, init, signal });
      if (outcome instanceof Response) {
        return outcome;
      }
      if (outcome !== "again") {
        await afterFailure(outcome, url, signal);
      }
      hurry(url);
    }
  };

  async function afterFailure(failure: MatrixFailure | null, url: URL, signal: AbortSignal): Promise<void> {
    if (failure?.status === 429) {
      return line.throttled(failure.wait ?? 0, signal);
    }
    if (failure !== null && failure.status < 500) {
      onRefused(failure, url.pathname.endsWith("/sync"));
    }
    return line.lost(signal);
  }
}

interface Attempt {
  readonly fetchFn: FetchFn;
  readonly line: Line;
  readonly url: URL;
  readonly init: RequestInit;
  readonly signal: AbortSignal;
}

/** One attempt: the answer, what was said instead, `null` where nothing came, or that another is wanted at once. */
async function attempt({
  fetchFn,
  line,
  url,
  init,
  signal,
}: Attempt): Promise<Response | MatrixFailure | "again" | null> {
  // A connection that died without a word is not waited for once the network is back.
  const again = new AbortController();
  const forget = line.onRetry(() => again.abort());
  const wait = Number(url.searchParams.get("timeout") ?? "0");
  const deadline = AbortSignal.timeout(wait + graceMilliseconds);
  try {
    const response = await fetchFn(url, { ...init, signal: AbortSignal.any([signal, again.signal, deadline]) });
    if (!response.ok) {
      return await failureOf(response);
    }
    const body = await response.text();
    // A page that answers instead of the homeserver is no answer.
    return body.startsWith("{") ? new Response(body, { headers: { "content-type": "application/json" } }) : null;
  } catch {
    signal.throwIfAborted();
    // The next attempt follows; the line says what became of this one.
    return again.signal.aborted ? "again" : null;
  } finally {
    forget();
  }
}

/**
 * What was lost is asked for without waiting for news, so that the answer says that the way is there again. Synapse
 * answers the very same call from memory; no two of these are the same.
 */
function hurry(url: URL): void {
  if (url.searchParams.has("timeout")) {
    url.searchParams.set("timeout", String(Math.ceil(Math.random() * 100)));
  }
}
