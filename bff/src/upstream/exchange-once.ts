import type { Agent, Dispatcher } from "undici";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { Refusal, UpstreamRequest } from "#connectors/kit/upstream-http.ts";
import type { UpstreamPath } from "#connectors/kit/upstream-path.ts";
import { refusalError, retryAfterSeconds, transportError } from "./classify.ts";
import { withDeadline } from "./deadline.ts";
import type { UpstreamLimits } from "./limits.ts";
import { outboundHeaders } from "./outbound-headers.ts";
import { parseJson, readBody } from "./read-body.ts";
import { requestTarget, type SourceAddress } from "./source-address.ts";

/** What one exchange needs besides the call itself. */
export interface ExchangeOptions {
  readonly address: SourceAddress;
  readonly limits: UpstreamLimits;
  readonly now: () => Date;
}

export interface Exchange {
  readonly path: UpstreamPath;
  readonly request: UpstreamRequest;
  readonly token: string | null;
  readonly signal: AbortSignal;
  readonly wantsJson: boolean;
}

/** Sends one request and brings its JSON (or null where none is wanted), or throws an `UpstreamError`. Never follows a redirect. */
export async function exchangeOnce(agent: Agent, exchange: Exchange, options: ExchangeOptions): Promise<unknown> {
  const { limits } = options;
  const waitMilliseconds = (exchange.request.waitSeconds ?? 0) * 1000;
  return withDeadline(limits.totalMilliseconds + waitMilliseconds, exchange.signal, async (signal) => {
    const { request } = exchange;
    const answer = await agent.request({
      origin: options.address.origin,
      path: requestTarget(options.address, exchange.path, request.query),
      method: request.method ?? "GET",
      headers: outboundHeaders(request, exchange.token),
      body: request.body === undefined ? null : JSON.stringify(request.body),
      headersTimeout: limits.headersMilliseconds + waitMilliseconds,
      bodyTimeout: limits.bodyMilliseconds,
      signal,
    });
    return readAnswer(answer, exchange, options);
  });
}

async function readAnswer(
  answer: Dispatcher.ResponseData,
  exchange: Exchange,
  options: ExchangeOptions,
): Promise<unknown> {
  const headerCount = Object.values(answer.headers).reduce(
    (sum, value) => sum + (Array.isArray(value) ? value.length : 1),
    0,
  );
  if (headerCount > options.limits.headers) {
    answer.body.on("error", () => undefined).destroy();
    throw new UpstreamError("bad_response", "The tool's answer has too many headers.");
  }
  const isSuccess = answer.statusCode >= 200 && answer.statusCode < 300;
  const bytes = await readBody(answer.body, first(answer.headers["content-encoding"]), options.limits);
  if (!isSuccess) throw refused(answer, bytes, exchange.request, options);
  if (!exchange.wantsJson) return null;
  if (!isJson(answer)) throw new UpstreamError("bad_response", "The tool's answer is not of the type JSON.");
  return parseJson(bytes, options.limits);
}

function refused(
  answer: Dispatcher.ResponseData,
  bytes: Buffer,
  request: UpstreamRequest,
  options: ExchangeOptions,
): UpstreamError {
  const refusal =
    request.refusal !== undefined && isJson(answer)
      ? explain(answer.statusCode, bytes, request.refusal, options)
      : null;
  return refusalError(
    answer.statusCode,
    refusal,
    retryAfterSeconds(first(answer.headers["retry-after"]), options.now()),
  );
}

function explain(
  status: number,
  bytes: Buffer,
  refusal: NonNullable<UpstreamRequest["refusal"]>,
  options: ExchangeOptions,
): Refusal | null {
  try {
    return refusal(status, parseJson(bytes, options.limits));
  } catch (error) {
    // A refusal whose body cannot be read is still the refusal that its status says.
    if (error instanceof UpstreamError) return null;
    throw error;
  }
}

const isJson = (answer: Dispatcher.ResponseData) =>
  /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/iu.test(first(answer.headers["content-type"]) ?? "");

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** Turns whatever a call threw into what the kit promises; an abort by the caller stays the caller's. */
export function classified(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof UpstreamError || error instanceof TypeError) return error;
  if (signal.aborted) return signal.reason;
  return transportError(error);
}
