import type { Dispatcher } from "undici";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { UpstreamBody } from "#connectors/kit/upstream-http.ts";
import { checkHeaders, discard, etagOf, header, refused } from "./answer.ts";
import { classified, type Exchange, type ExchangeOptions } from "./exchange.ts";
import { outboundHeaders } from "./outbound-headers.ts";
import { readBody } from "./read-body.ts";
import { requestTarget } from "./source-address.ts";

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
  const encoding = header(response, "content-encoding");
  const length = lengthOf(response);
  if ((encoding !== null && encoding !== "identity") || (length !== null && length > limits.streamBytes)) {
    discard(response);
    throw new UpstreamError("bad_response", "The tool's bytes are encoded, or too many.");
  }
  const patience = new Patience(limits.streamIdleMilliseconds, () => response.body.destroy());
  const finish = () => {
    patience.end();
    discard(response);
    ended();
  };
  response.body.on("close", finish);
  return {
    stream: pieces(response, signal, limits.streamBytes, patience, finish),
    type: typeOf(response),
    length,
    etag: etagOf(response),
    cancel: finish,
  };
}

/** Runs out when a reader takes nothing for a while; a stream that somebody forgot must not hold its place for ever. */
class Patience {
  readonly #timer: NodeJS.Timeout;
  isOver = false;

  constructor(milliseconds: number, onOver: () => void) {
    this.#timer = setTimeout(() => {
      this.isOver = true;
      onOver();
    }, milliseconds);
  }

  renew(): void {
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

async function* pieces(
  response: Dispatcher.ResponseData,
  signal: AbortSignal,
  mostBytes: number,
  patience: Patience,
  finish: () => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  let left = mostBytes;
  try {
    for await (const piece of response.body) {
      // A byte stream without encoding yields buffers.
      const bytes = piece as Buffer;
      left -= bytes.length;
      if (left < 0) throw new UpstreamError("bad_response", "The tool's bytes are too many.");
      patience.renew();
      yield bytes;
      patience.renew();
    }
  } catch (error) {
    if (patience.isOver) throw new UpstreamError("timeout", "Nobody took the tool's bytes for a while.");
    throw classified(error, signal);
  } finally {
    finish();
  }
}

function lengthOf(response: Dispatcher.ResponseData): number | null {
  const text = header(response, "content-length");
  return text !== null && /^\d{1,15}$/u.test(text) ? Number(text) : null;
}

const mediaType = /^[a-z0-9!#$&^_.+-]{1,100}\/[a-z0-9!#$&^_.+-]{1,100}$/u;

function typeOf(response: Dispatcher.ResponseData): string {
  const [type = ""] = (header(response, "content-type") ?? "").split(";");
  const plain = type.trim().toLowerCase();
  return mediaType.test(plain) ? plain : "application/octet-stream";
}
