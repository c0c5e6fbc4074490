import type { Dispatcher } from "undici";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { UpstreamBody } from "#connectors/kit/upstream-http.ts";
import { discard, etagOf, header } from "./answer.ts";
import { classified } from "./exchange.ts";

/** What bounds a stream of bytes once its head has come. */
export interface StreamLimits {
  readonly idleMilliseconds: number;
  readonly bytes: number;
  /** For all of it; null where only silence ends it. */
  readonly totalMilliseconds: number | null;
}

/**
 * The bytes of an answer as they come. Nothing for a while ends it, from either side, and so does a byte too much.
 * `ended` is called once, however it ends.
 */
export function streamedBody(
  response: Dispatcher.ResponseData,
  signal: AbortSignal,
  limits: StreamLimits,
  ended: () => void,
): UpstreamBody {
  const encoding = header(response, "content-encoding");
  const length = lengthOf(response);
  if ((encoding !== null && encoding !== "identity") || (length !== null && length > limits.bytes)) {
    discard(response);
    throw new UpstreamError("bad_response", "The tool's bytes are encoded, or too many.");
  }
  const patience = new Patience(limits, () => response.body.destroy());
  const finish = () => {
    patience.end();
    discard(response);
    ended();
  };
  response.body.on("close", finish);
  // It may break before anybody reads: whoever does hears of it then.
  response.body.on("error", () => undefined);
  return {
    stream: pieces(response, signal, limits.bytes, patience, finish),
    type: typeOf(response),
    length,
    etag: etagOf(response),
    cancel: finish,
  };
}

/** Runs out when a reader takes nothing for a while; a stream that somebody forgot must not hold its place for ever. */
class Patience {
  readonly #idle: NodeJS.Timeout;
  readonly #total: NodeJS.Timeout | undefined;
  isOver = false;

  constructor({ idleMilliseconds, totalMilliseconds }: StreamLimits, onOver: () => void) {
    const over = () => {
      this.isOver = true;
      onOver();
    };
    this.#idle = setTimeout(over, idleMilliseconds);
    this.#total = totalMilliseconds === null ? undefined : setTimeout(over, totalMilliseconds);
  }

  renew(): void {
    this.#idle.refresh();
  }

  end(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#total);
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
    if (patience.isOver) throw new UpstreamError("timeout", "The tool's bytes stood still, or took too long.");
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
