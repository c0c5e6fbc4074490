import { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { UpstreamBytes } from "#connectors/kit/upstream-http.ts";
import { type Answer, readAnswer } from "./answer.ts";
import { classified, type Exchange, type ExchangeOptions } from "./exchange.ts";
import { outboundHeaders } from "./outbound-headers.ts";
import { requestTarget } from "./source-address.ts";

/** The code of an upload that ended because its bytes stopped coming, which says nothing of the tool. */
export const senderSilent = "sender_silent";

/** The error of whoever gives the bytes; it is theirs and no failure of the tool. */
class GiverFailed extends Error {
  override readonly name = "GiverFailed";
}

/** What is sent, and whether the tool answers it with more than that it has it. */
interface Sending {
  readonly bytes: UpstreamBytes;
  readonly form: "json" | "none";
}

const mediaType = /^[a-z0-9!#$&^_.+-]{1,100}\/[a-z0-9!#$&^_.+-]{1,100}$/u;

/** Sends a stream of bytes, as fast as the tool takes them, and waits until it has stored them. */
export async function sendUpload(
  dispatcher: Dispatcher,
  exchange: Exchange,
  { bytes, form }: Sending,
  options: ExchangeOptions,
): Promise<Answer> {
  const { limits } = options;
  const { type = "application/octet-stream" } = bytes;
  if (!mediaType.test(type)) throw new TypeError("Bytes are of a type that is none.");
  const { request } = exchange;
  const controller = new AbortController();
  const idle = setTimeout(
    () => controller.abort(giver.isAwaited ? silentSender() : silentTool()),
    limits.streamIdleMilliseconds,
  );
  const giver = new Giver(
    bytes,
    () => idle.refresh(),
    () => clearTimeout(idle),
  );
  const abort = () => controller.abort(exchange.signal.reason);
  exchange.signal.throwIfAborted();
  exchange.signal.addEventListener("abort", abort, { once: true });
  const body = Readable.from(giver.pieces(), { objectMode: false, highWaterMark: 64 * 1024 });
  try {
    const response = await dispatcher.request({
      origin: options.address.origin,
      path: requestTarget(options.address, exchange.path, request.query),
      method: (request.method ?? "PUT") as Dispatcher.HttpMethod,
      headers: outboundHeaders(options.address, {
        accept: form === "json" ? "application/json" : "*/*",
        encoding: "gzip",
        contentType: type,
        contentLength: bytes.length,
        own: request.headers,
        token: exchange.token,
      }),
      body,
      headersTimeout: limits.storedMilliseconds,
      bodyTimeout: limits.bodyMilliseconds,
      signal: controller.signal,
    });
    return await readAnswer(response, request, form, options);
  } catch (error) {
    if (giver.failure !== null) throw giver.failure.cause;
    throw controller.signal.aborted ? controller.signal.reason : classified(error, exchange.signal);
  } finally {
    clearTimeout(idle);
    exchange.signal.removeEventListener("abort", abort);
    body.on("error", () => undefined).destroy();
  }
}

const silentTool = () => new UpstreamError("timeout", "The tool took no byte of an upload for a while.");
const silentSender = () =>
  new UpstreamError("timeout", "No byte of an upload came for a while.", { code: senderSilent });

/** Passes the bytes on, and keeps the error of the stream that they come from apart from those of the connection. */
class Giver {
  failure: GiverFailed | null = null;
  /** The next bytes are theirs to bring; otherwise it is the tool that does not take what is there. */
  isAwaited = true;
  readonly #bytes: UpstreamBytes;
  readonly #onPiece: () => void;
  readonly #onEnd: () => void;

  constructor(bytes: UpstreamBytes, onPiece: () => void, onEnd: () => void) {
    this.#bytes = bytes;
    this.#onPiece = onPiece;
    this.#onEnd = onEnd;
  }

  async *pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    let left = this.#bytes.length;
    try {
      for await (const piece of this.#bytes.stream) {
        left -= piece.length;
        if (left < 0) throw new RangeError("More bytes came than were announced.");
        this.#onPiece();
        this.isAwaited = false;
        yield piece;
        this.isAwaited = true;
      }
      if (left > 0) throw new RangeError("Fewer bytes came than were announced.");
    } catch (error) {
      this.failure = new GiverFailed("The bytes of an upload ended early.", { cause: error });
      throw this.failure;
    }
    this.#onEnd();
  }
}
