import type { Dispatcher } from "undici";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { UpstreamRequest } from "#connectors/kit/upstream-http.ts";
import type { UpstreamPath } from "#connectors/kit/upstream-path.ts";
import { type Answer, type Form, type Judging, readAnswer } from "./answer.ts";
import { transportError } from "./classify.ts";
import { withDeadline } from "./deadline.ts";
import { outboundHeaders } from "./outbound-headers.ts";
import { requestBody } from "./request-body.ts";
import { requestTarget, type SourceAddress } from "./source-address.ts";

/** What an exchange needs besides the call itself. */
export interface ExchangeOptions extends Judging {
  readonly address: SourceAddress;
}

/** One call on its way: what it is, with whose token, and until when. */
export interface Exchange {
  readonly path: UpstreamPath;
  readonly request: UpstreamRequest;
  readonly token: string | null;
  readonly signal: AbortSignal;
}

const acceptOf: Readonly<Record<Form, string>> = {
  json: "application/json",
  xml: "application/xml, text/xml",
  text: "text/plain",
  none: "*/*",
};

/** Sends one request and reads the answer to its end, or throws an `UpstreamError`. Never follows a redirect. */
export async function exchangeOnce(
  dispatcher: Dispatcher,
  exchange: Exchange,
  form: Form,
  options: ExchangeOptions,
): Promise<Answer> {
  const { limits } = options;
  const { request, path, token } = exchange;
  const waitMilliseconds = (request.waitSeconds ?? 0) * 1000;
  const { text, type } = requestBody(request);
  return withDeadline(limits.totalMilliseconds + waitMilliseconds, exchange.signal, async (signal) => {
    const response = await dispatcher.request({
      origin: options.address.origin,
      path: requestTarget(options.address, path, request.query),
      // WebDAV's methods are missing in the driver's types only.
      method: (request.method ?? "GET") as Dispatcher.HttpMethod,
      headers: outboundHeaders(options.address, {
        accept: acceptOf[form],
        encoding: "gzip",
        contentType: type,
        own: request.headers,
        token,
      }),
      body: text,
      headersTimeout: limits.headersMilliseconds + waitMilliseconds,
      bodyTimeout: limits.bodyMilliseconds,
      signal,
    });
    return readAnswer(response, request, form, options);
  });
}

/** Turns whatever a call threw into what the kit promises; an abort by the caller stays the caller's. */
export function classified(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof UpstreamError || error instanceof TypeError) return error;
  if (signal.aborted) return signal.reason;
  return transportError(error);
}
