import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { UpstreamLimits } from "./limits.ts";

/** Collects a body, decoded, up to the limits; beyond them the connection is dropped, not drained. */
export async function readBody(
  body: Readable,
  encoding: string | undefined,
  { bodyBytes, totalMilliseconds }: Pick<UpstreamLimits, "bodyBytes" | "totalMilliseconds">,
): Promise<Buffer> {
  const decoded = decode(body, encoding);
  // A piece now and then renews every other deadline.
  const late = setTimeout(() => body.destroy(tooLate()), totalMilliseconds);
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of decoded) {
      // A byte stream without encoding yields buffers.
      const bytes = piece as Buffer;
      length += bytes.length;
      if (length > bodyBytes) throw new UpstreamError("bad_response", "The tool's answer is too large.");
      pieces.push(bytes);
    }
  } finally {
    clearTimeout(late);
    body.destroy();
    decoded.destroy();
  }
  return Buffer.concat(pieces, length);
}

const tooLate = () => new UpstreamError("timeout", "The tool's answer did not end in time.");

function decode(body: Readable, encoding: string | undefined): Readable {
  const name = encoding?.trim().toLowerCase() ?? "identity";
  if (name === "identity" || name === "") return body;
  if (name !== "gzip") {
    body.on("error", () => undefined).destroy();
    throw new UpstreamError("bad_response", "The tool's answer has an encoding that was not asked for.");
  }
  const gunzip = createGunzip();
  body.on("error", (error) => gunzip.destroy(error));
  return body.pipe(gunzip);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The value of a JSON body, refused when it is nested deeper than anything that we read. */
export function parseJson(body: Buffer, depth: number): unknown {
  const text = textOf(body);
  if (isDeeperThan(text, depth)) throw new UpstreamError("bad_response", "The tool's answer is nested too deep.");
  const value = parsed(text);
  // An empty body is null to those who ask; a tool that says it in so many words says nothing that we understand.
  if (value === null) throw new UpstreamError("bad_response", "The tool's answer is null.");
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UpstreamError("bad_response", "The tool's answer is not JSON.");
  }
}

/** A body as text; one that is not UTF-8 is nonsense. */
export function textOf(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new UpstreamError("bad_response", "The tool's answer is not text.");
  }
}

/** Counts brackets outside of strings before anything is built from them. */
function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (isInString) {
      if (character === 0x5c) at += 1;
      else if (character === 0x22) isInString = false;
    } else if (character === 0x22) isInString = true;
    else if (character === 0x5b || character === 0x7b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (character === 0x5d || character === 0x7d) depth -= 1;
  }
  return false;
}
