import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** A call as a stand-in saw it. */
export interface SeenCall {
  readonly method: string;
  /** As it was written, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A reply as a value, so that it can be checked, logged, cut or thrown away before it leaves. */
export interface StandInReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer | string | null;
  /** The same content as JSON where the body is written otherwise; specifications describe this form. */
  readonly json?: string;
}

/** A reply together with the call that it answers. */
export interface SeenReply {
  readonly call: SeenCall;
  readonly reply: StandInReply;
}

/**
 * How a stand-in is broken. `stop` accepts and never answers, `hang` sends headers and no more, `lost` does what was
 * asked and cuts the connection before the reply, `truncated` cuts it in the middle of the body, `reset` cuts it at once.
 */
export type BreakMode =
  | "ok"
  | "stop"
  | "hang"
  | "http500"
  | "http503"
  | "http429"
  | "garbage"
  | "truncated"
  | "lost"
  | "reset"
  | "endless"
  | { readonly slow: number };

/** What may be put in front of a stand-in: returns true when it answered itself. */
export type Interceptor = (call: SeenCall, response: ServerResponse) => boolean | Promise<boolean>;

/** The words of a tool for its own distress. */
export interface BrokenReplies {
  readonly http500: StandInReply;
  readonly http503: StandInReply;
  readonly http429: StandInReply;
  /** The type of the JSON that never ends. */
  readonly contentType: string;
}

const html = { "content-type": "text/html; charset=utf-8" } as const;

export async function readCall(request: IncomingMessage): Promise<SeenCall> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.from(piece as Uint8Array));
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(pieces),
  };
}

export function sendReply(response: ServerResponse, reply: StandInReply, isHead = false): void {
  const body = reply.body === null ? null : Buffer.from(reply.body);
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(reply.headers))
    headers[name] = typeof value === "string" ? value : [...value];
  if (reply.status !== 204 && reply.status !== 304) headers["content-length"] ??= String(body?.length ?? 0);
  response.writeHead(reply.status, headers);
  if (isHead || body === null) response.end();
  else response.end(body);
}

interface Target {
  readonly response: ServerResponse;
  readonly words: BrokenReplies;
  readonly isHead: boolean;
}

/** Answers as the mode says; `make` does what was asked, and is not called where a broken tool would not get to it. */
export async function answerBroken(mode: BreakMode, target: Target, make: () => Promise<StandInReply>): Promise<void> {
  const { response, isHead } = target;
  if (typeof mode === "object") {
    await sleep(mode.slow);
    return sendReply(response, await make(), isHead);
  }
  switch (mode) {
    case "ok":
      return sendReply(response, await make(), isHead);
    case "truncated":
      return sendHalf(response, await make());
    case "lost":
      await make();
      return void response.destroy();
    default:
      return answerWithout(mode, target);
  }
}

async function answerWithout(
  mode: Exclude<BreakMode, "ok" | "truncated" | "lost" | object>,
  { response, words, isHead }: Target,
): Promise<void> {
  switch (mode) {
    case "stop":
      return;
    case "hang":
      response.writeHead(200, { "content-type": words.contentType, "content-length": "4096" });
      return response.flushHeaders();
    case "garbage":
      return sendReply(response, {
        status: 200,
        headers: html,
        body: "<!doctype html><title>Wartung</title>Bitte warten",
      });
    case "reset":
      return void response.destroy();
    case "endless":
      return sendForever(response, words.contentType);
    default:
      return sendReply(response, words[mode], isHead);
  }
}

function sendHalf(response: ServerResponse, reply: StandInReply): void {
  const body = Buffer.from(reply.body ?? "");
  const status = body.length === 0 ? 200 : reply.status;
  response.writeHead(status, {
    "content-type": "application/json",
    ...flat(reply.headers),
    "content-length": String(body.length + 2),
  });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}

function flat(headers: StandInReply["headers"]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

async function sendForever(response: ServerResponse, contentType: string): Promise<void> {
  response.writeHead(200, { "content-type": contentType });
  response.write("[");
  const piece = `${JSON.stringify("x".repeat(16_000))},`;
  while (!response.destroyed) {
    const isTaken = response.write(piece);
    // A reader that has stopped reading must not fill the memory of the tests.
    if (!isTaken) await Promise.race([sleep(20, undefined, { ref: false }), drained(response)]);
    else await sleep(1, undefined, { ref: false });
    if (response.writableLength > 1_000_000) await drained(response);
  }
}

async function drained(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  response.once("drain", resolve).once("close", resolve);
  await promise;
}
