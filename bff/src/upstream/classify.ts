import { errors as undiciErrors } from "undici";
import { UpstreamError, type UpstreamReason } from "#connectors/kit/upstream-error.ts";
import type { Refusal } from "#connectors/kit/upstream-http.ts";

const byStatus: Readonly<Record<number, UpstreamReason>> = {
  401: "sign_in_required",
  403: "forbidden",
  404: "not_found",
  405: "conflict",
  409: "conflict",
  410: "not_found",
  412: "conflict",
  413: "conflict",
  422: "conflict",
  423: "conflict",
  424: "conflict",
  428: "conflict",
  429: "rate_limited",
  507: "conflict",
};

/** What a status means when the tool says nothing more exact. A redirect is nonsense here: none is ever followed (S56). */
function reasonOfStatus(status: number): UpstreamReason {
  const known = byStatus[status];
  if (known !== undefined) return known;
  return status >= 500 ? "unavailable" : "bad_response";
}

const longestRetryAfterSeconds = 3600;

/** Seconds until the tool wants to be asked again, bounded; null where it does not say. */
export function retryAfterSeconds(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const seconds = /^\d{1,9}$/u.test(header.trim())
    ? Number(header.trim())
    : (Date.parse(header) - now.getTime()) / 1000;
  return Number.isFinite(seconds) ? boundedSeconds(seconds) : null;
}

function boundedSeconds(seconds: number): number {
  return Math.min(Math.max(Math.ceil(seconds), 1), longestRetryAfterSeconds);
}

const longestCode = 64;
const word = /^[A-Za-z]{0,40}\d{0,5}$/u;

/** Words like `M_LIMIT_EXCEEDED` or `ORG.MATRIX.MSC4306.M_X`. A token that a tool put there is none, and reaches no log (S67). */
function isCode(text: string): boolean {
  return text !== "" && text.length <= longestCode && text.split(/[_.:]/u).every((each) => word.test(each));
}

/** The error of a reply that is not a success. */
export function refusalError(status: number, refusal: Refusal | null, headerSeconds: number | null): UpstreamError {
  const reason = refusal?.reason ?? reasonOfStatus(status);
  const said = refusal?.retryAfterSeconds;
  const seconds = headerSeconds ?? (said === undefined ? null : boundedSeconds(said));
  const code = refusal?.code;
  return new UpstreamError(reason, "The tool refused the call.", {
    status,
    ...(code !== undefined && isCode(code) && { code }),
    ...(seconds !== null && (status === 429 || status === 503) && { retryAfterSeconds: seconds }),
  });
}

const timeouts = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"]);
const nonsense = /^(?:HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_|UND_ERR_RESPONSE|ERR_ENCODING|Z_)/u;

/**
 * The error of a call that brought no reply. The driver's error carries the request with its token, so that only its
 * short code is kept (S67).
 */
export function transportError(error: unknown): UpstreamError {
  const code = codeOf(error);
  const facts = code === null ? {} : { code };
  if (code !== null && timeouts.has(code))
    return new UpstreamError("timeout", "The tool did not answer in time.", facts);
  if (isNonsense(error, code)) {
    return new UpstreamError("bad_response", "The tool's answer is not readable as HTTP.", facts);
  }
  return new UpstreamError("unavailable", "The tool could not be reached.", facts);
}

/** A parser that gave up; where the very first line is not HTTP it does so without a code. */
function isNonsense(error: unknown, code: string | null): boolean {
  return code === null ? error instanceof undiciErrors.HTTPParserError : nonsense.test(code);
}

/** A failure that may well be one of the servers which the tool asked, and is held against nobody. */
export class OthersFailedError extends UpstreamError {}

const unreachable: ReadonlySet<string | null> = new Set(["UND_ERR_CONNECT_TIMEOUT", "ETIMEDOUT"]);

/** Whoever wants less may be a server that anybody can set up: it must not silence a person's own tool for an hour. */
const longestOfOthersSeconds = 30;

/**
 * A tool that could be reached and did not answer in time, that says in its own words that others did not (502, 504), or
 * that asks for a pause, its own or the one of others.
 */
export function ofOthers(error: UpstreamError): OthersFailedError | null {
  const { reason, status, code, message, cause, retryAfterSeconds: seconds } = error;
  const isLate = reason === "timeout" && !unreachable.has(code);
  const isTold = (status === 502 || status === 504) && code !== null;
  const isPaused = reason === "rate_limited";
  if (!isLate && !isTold && !isPaused) return null;
  return new OthersFailedError(reason, message, {
    ...(status !== null && { status }),
    ...(code !== null && { code }),
    ...(isPaused && seconds !== null && { retryAfterSeconds: Math.min(seconds, longestOfOthersSeconds) }),
    cause,
  });
}

function codeOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null) return null;
  const code = "code" in error ? error.code : undefined;
  if (typeof code === "string" && isCode(code)) return code;
  return "cause" in error && error.cause !== error ? codeOf(error.cause) : null;
}
