import type { RequestListener } from "node:http";
import { z } from "zod";
import { UpstreamError } from "../src/connectors/kit/upstream-error.ts";
import type { UpstreamRequest } from "../src/connectors/kit/upstream-http.ts";
import { path } from "../src/connectors/kit/upstream-path.ts";
import type { UpstreamLimits } from "../src/upstream/limits.ts";
import type { BearerCredential } from "../src/upstream/calls.ts";
import { createUpstreamSource } from "../src/upstream/upstream-source.ts";
import { startOddServer } from "./odd-server.ts";
import { recordedLog } from "./recorded-log.ts";

/** Answers a request in whatever way; what it returns does not matter. */
export type OddListener = (...call: Parameters<RequestListener>) => unknown;

/** What a well server of these tests answers. */
export const replySchema = z.object({ ok: z.boolean() });
const quick: Partial<UpstreamLimits> = { headersMilliseconds: 1000, bodyMilliseconds: 1000, totalMilliseconds: 1500 };

interface Setting {
  readonly limits?: Partial<UpstreamLimits>;
  readonly credential?: BearerCredential;
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
  readonly random?: () => number;
}

/** A server that answers in a way of its own, and the guarded client before it. */
export async function withServer(listener: OddListener, setting: Setting = {}) {
  const server = await startOddServer(listener);
  const log = recordedLog();
  const source = createUpstreamSource({
    key: "odd",
    address: server.address,
    authorities: null,
    log,
    now: setting.now ?? (() => new Date()),
    limits: { ...quick, ...setting.limits },
    random: setting.random ?? (() => 0),
  });
  const http = source.bind({
    lane: "ines",
    credential: setting.credential ?? null,
    signal: setting.signal ?? new AbortController().signal,
  });
  return {
    server,
    source,
    log,
    http,
    ask: async (request: UpstreamRequest = {}) => http.json(path`/api`, replySchema, request),
    async [Symbol.asyncDispose]() {
      await source.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The error of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<UpstreamError> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UpstreamError)) throw new Error(`Expected an UpstreamError, but got ${String(error)}.`);
  return error;
}

/** Answers with this body as JSON. */
export const json = (body: string, status = 200, headers: Record<string, string> = {}): OddListener => {
  return (_request, response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
};
