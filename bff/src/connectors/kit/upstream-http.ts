import type { z } from "zod";
import type { UpstreamReason } from "./upstream-error.ts";
import type { UpstreamPath } from "./upstream-path.ts";

/** What a tool's refusal means in the tool's own words, where the status alone does not say it. */
export interface Refusal {
  readonly reason?: UpstreamReason;
  /** Letters, digits, `_`, `.` and `:` only; anything else is dropped. */
  readonly code?: string;
  readonly retryAfterSeconds?: number;
}

/** One call; what is not named here is not sent. */
export interface UpstreamRequest {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Seconds that the tool may hold the call open until it has news; makes it a long poll with deadlines of its own. */
  readonly waitSeconds?: number;
  /** Reads a refusal's parsed JSON body; nothing else of that body is kept. */
  readonly refusal?: (status: number, body: unknown) => Refusal | null;
}

/**
 * Calls to one source as one person: address, token, deadline and limits are applied. A reply is parsed or it is an
 * `UpstreamError`; a connector never sees a raw body.
 */
export interface UpstreamHttp {
  json<S extends z.ZodType>(path: UpstreamPath, schema: S, request?: UpstreamRequest): Promise<z.output<S>>;
  /** A call whose reply does not matter beyond its status. */
  send(path: UpstreamPath, request: UpstreamRequest): Promise<void>;
}
