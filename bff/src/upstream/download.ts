import type { Dispatcher } from "undici";
import type { UpstreamBody } from "#connectors/kit/upstream-http.ts";
import { checkHeaders, header, refused } from "./answer.ts";
import type { Exchange, ExchangeOptions } from "./exchange.ts";
import { outboundHeaders } from "./outbound-headers.ts";
import { readBody } from "./read-body.ts";
import { requestTarget } from "./source-address.ts";
import { streamedBody } from "./stream-body.ts";

/**
 * Opens a stream of bytes. Until its head has come it has the deadlines of a call, after it those of a stream: nothing for
 * a while ends it, from either side, and so does a byte too much. `ended` is called once, however it ends.
 */
export async function openDownload(
  dispatcher: Dispatcher,
  exchange: Exchange,
  options: ExchangeOptions,
  ended: () => void,
): Promise<UpstreamBody> {
  const { limits } = options;
  const { request, signal } = exchange;
  const response = await dispatcher.request({
    origin: options.address.origin,
    path: requestTarget(options.address, exchange.path, request.query),
    method: "GET",
    headers: outboundHeaders(options.address, {
      accept: "*/*",
      encoding: "identity",
      contentType: null,
      own: request.headers,
      token: exchange.token,
    }),
    headersTimeout: limits.totalMilliseconds,
    bodyTimeout: limits.streamIdleMilliseconds,
    signal,
  });
  checkHeaders(response, options);
  if (response.statusCode < 200 || response.statusCode > 299) {
    const encoding = header(response, "content-encoding") ?? undefined;
    throw refused(response, await readBody(response.body, encoding, limits), request, options);
  }
  const bounds = {
    idleMilliseconds: limits.streamIdleMilliseconds,
    bytes: limits.streamBytes,
    totalMilliseconds: null,
  };
  return streamedBody(response, signal, bounds, ended);
}
