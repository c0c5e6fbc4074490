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

/** Request headers that a connector may set; everything else is the host's. Values are checked for CR, LF and NUL (S47). */
export type UpstreamHeader =
  | "accept"
  | "accept-language"
  | "depth"
  | "destination"
  | "if-match"
  | "if-none-match"
  | "oc-checksum"
  | "oc-total-length"
  | "ocs-apirequest"
  | "overwrite"
  | "x-oc-mtime";

/** A body that is not JSON: a form, or XML from the kit's builder. */
export type UpstreamText =
  | { readonly type: "form"; readonly fields: Readonly<Record<string, string>> }
  /** Names with the prefixes of `xmlNames`; one root; lists for repeated elements; attributes are not written. */
  | { readonly type: "xml"; readonly document: Readonly<Record<string, unknown>> };

/** The address of something at the same source, for headers such as `Destination`; built from a path like any other. */
export interface UpstreamAddress {
  readonly to: UpstreamPath;
}

/** One call; what is not named here is not sent. */
export interface UpstreamRequest {
  readonly method?:
    | "GET"
    | "POST"
    | "PUT"
    | "PATCH"
    | "DELETE"
    | "PROPFIND"
    | "PROPPATCH"
    | "REPORT"
    | "SEARCH"
    | "MKCOL"
    | "MOVE";
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent instead of JSON. */
  readonly text?: UpstreamText;
  readonly headers?: Readonly<Partial<Record<UpstreamHeader, string | UpstreamAddress>>>;
  /**
   * Statuses that are no failure of this call beside 2xx; a 304 never is one of `conditional`. Where the body of such a
   * reply is not of the form that was asked for, it counts as null.
   */
  readonly accept?: readonly number[];
  /**
   * A call that changes nothing, whatever its method says (PROPFIND, REPORT, SEARCH are so by themselves): it may be
   * made once more after a broken connection.
   */
  readonly isRead?: boolean;
  /**
   * The tool may have to ask other servers: that no answer comes in time, or a 502 or 504 whose `refusal` has a code, says
   * nothing of the tool itself.
   */
  readonly asksOthers?: boolean;
  /** Seconds that the tool may hold the call open until it has news; makes it a long poll with deadlines of its own. */
  readonly waitSeconds?: number;
  /** Reads a refusal's parsed JSON (or XML) body, null where it has none, and two of its headers; nothing else of it is kept. */
  readonly refusal?: (status: number, body: unknown, header: RefusalHeaders) => Refusal | null;
}

/** The headers of a refusal that may say what it means. */
export interface RefusalHeaders {
  /** RFC 6750 section 3. */
  readonly authenticate: string | null;
  /** `1` while a Nextcloud is in maintenance. */
  readonly maintenance: string | null;
}

/** A parsed reply with what a later conditional request needs. */
export interface Reply<T> {
  readonly status: number;
  readonly value: T;
  /** As the tool wrote it, quotes and all; null where it sent none. */
  readonly etag: string | null;
}

/** The reply to a conditional request (RFC 9110 section 13). */
export type Conditional<T> = { readonly changed: false } | ({ readonly changed: true } & Reply<T>);

/** Bytes on their way from a tool, with back-pressure; the only headers that are kept are the inert ones named here. */
export interface UpstreamBody {
  readonly stream: AsyncIterable<Uint8Array>;
  /** Without parameters, lower case; `application/octet-stream` where the tool does not say. */
  readonly type: string;
  readonly length: number | null;
  readonly etag: string | null;
  /** Ends the transfer early. */
  cancel(): void;
}

/** Bytes on their way to a tool. */
export interface UpstreamBytes {
  readonly stream: AsyncIterable<Uint8Array>;
  readonly length: number;
  /** What the tool is told that they are; `application/octet-stream` unless said otherwise. */
  readonly type?: string;
}

/** An open push channel (RFC 6455): text frames only. */
export interface UpstreamSocket {
  send(text: string): void;
  /** Frames in order; ends when the tool closes, throws an `UpstreamError` when the channel breaks. */
  readonly frames: AsyncIterable<string>;
  close(): void;
}

/**
 * Calls to one source as one person: address, token, deadline and limits are applied. A reply is parsed or it is an
 * `UpstreamError`; a connector never sees a raw body.
 */
export interface UpstreamHttp {
  json<S extends z.ZodType>(path: UpstreamPath, schema: S, request?: UpstreamRequest): Promise<z.output<S>>;
  /** Like `json`, with status and validator; an empty body (204) parses as `null`. */
  reply<S extends z.ZodType>(path: UpstreamPath, schema: S, request?: UpstreamRequest): Promise<Reply<z.output<S>>>;
  /** Asks with `If-None-Match`; `validator` null asks plainly. An equal validator on a 200 counts as unchanged too. */
  conditional<S extends z.ZodType>(
    path: UpstreamPath,
    schema: S,
    validator: string | null,
    request?: UpstreamRequest,
  ): Promise<Conditional<z.output<S>>>;
  /** XML as an object: prefixes resolved to the well-known ones of `xmlNames`, attributes dropped, no entities, no DTD. */
  xml<S extends z.ZodType>(path: UpstreamPath, schema: S, request?: UpstreamRequest): Promise<z.output<S>>;
  /** A call whose reply does not matter beyond its status and validator. */
  send(path: UpstreamPath, request: UpstreamRequest): Promise<Reply<null>>;
  /** Bytes from the tool. No total deadline: nothing for 10 s ends it, and the size cap of streams (S38). */
  download(path: UpstreamPath, request?: UpstreamRequest): Promise<UpstreamBody>;
  /**
   * A call whose JSON reply is passed on unread, as it comes: at most 32 MB, nothing for 10 s ends it. Anything but JSON,
   * and every refusal, is an `UpstreamError` as with `json`. It holds a place among its like, and none that a
   * call needs, until the stream is over.
   */
  relay(path: UpstreamPath, request?: UpstreamRequest): Promise<UpstreamBody>;
  /** Bytes to the tool; never repeated by itself. */
  upload(path: UpstreamPath, bytes: UpstreamBytes, request?: UpstreamRequest): Promise<Reply<null>>;
  /** Like `upload`, for a tool that answers with JSON. */
  uploadFor<S extends z.ZodType>(
    path: UpstreamPath,
    schema: S,
    bytes: UpstreamBytes,
    request?: UpstreamRequest,
  ): Promise<z.output<S>>;
  /** A push channel on the same origin, `ws` or `wss` as the source's address. The token is not sent with it. */
  socket(path: UpstreamPath): Promise<UpstreamSocket>;
  /** A plain-text reply of at most 4 kB, such as a one-time token. */
  text(path: UpstreamPath, request?: UpstreamRequest): Promise<string>;
  /**
   * The path of an absolute address that the tool itself sent, if it lies at this source and below `prefix`; null
   * otherwise. The only way in which an address from outside becomes a path (S53).
   */
  pathOf(address: string, prefix: `/${string}`): UpstreamPath | null;
}
