import type { Dispatcher } from "undici";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { UpstreamBody } from "#connectors/kit/upstream-http.ts";
import { checkHeaders, discard, header, isJson, isSuccess, refused } from "./answer.ts";
import { deadlineFor } from "./deadline.ts";
import type { Exchange, ExchangeOptions } from "./exchange.ts";
import { outboundHeaders } from "./outbound-headers.ts";
import { readBody } from "./read-body.ts";
import { requestBody } from "./request-body.ts";
import { requestTarget } from "./source-address.ts";
import { streamedBody } from "./stream-body.ts";

/**
 * Sends one request whose JSON answer is passed on unread. Until its head has come it has the deadlines of a call, a long
 * poll those of one; a refusal is read and thrown. `ended` is called once, however it ends.
 *
 * The bytes are asked for as they are: what is counted is then what passes, no bomb can be among them, and the caller's
 * own connection is packed by whoever stands before the portal.
 */
export async function openRelay(
  dispatcher: Dispatcher,
  exchange: Exchange,
  options: ExchangeOptions,
  ended: () => void,
): Promise<UpstreamBody> {
  const { limits } = options;
  const { request, path, token } = exchange;
  const waitMilliseconds = (request.waitSeconds ?? 0) * 1000;
  const { text, type } = requestBody(request);
  const deadline = deadlineFor(limits.totalMilliseconds + waitMilliseconds, exchange.signal);
  try {
    const response = await dispatcher.request({
      origin: options.address.origin,
      path: requestTarget(options.address, path, request.query),
      // WebDAV's methods are missing in the driver's types only.
      method: (request.method ?? "GET") as Dispatcher.HttpMethod,
      headers: outboundHeaders(options.address, {
        accept: "application/json",
        encoding: "identity",
        contentType: type,
        own: request.headers,
        token,
      }),
      body: text,
      headersTimeout: limits.headersMilliseconds + waitMilliseconds,
      bodyTimeout: limits.streamIdleMilliseconds,
      signal: deadline.signal,
    });
    checkHeaders(response, options);
    if (!isSuccess(response.statusCode, request)) {
      const encoding = header(response, "content-encoding") ?? undefined;
      throw refused(response, await readBody(response.body, encoding, limits), request, options);
    }
    deadline.lift();
    if (!isJson(response)) {
      discard(response);
      throw new UpstreamError("bad_response", "The tool's answer is of another type than was asked for.");
    }
    const bounds = {
      idleMilliseconds: limits.streamIdleMilliseconds,
      bytes: limits.relayBytes,
      totalMilliseconds: limits.relayMilliseconds,
    };
    return streamedBody(response, deadline.signal, bounds, () => {
      deadline.end();
      ended();
    });
  } catch (error) {
    deadline.end();
    throw deadline.signal.aborted ? deadline.signal.reason : error;
  }
}
