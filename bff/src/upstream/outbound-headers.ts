import type { UpstreamAddress, UpstreamHeader } from "#connectors/kit/upstream-http.ts";
import { absoluteAddress, type SourceAddress } from "./source-address.ts";

const allowed: ReadonlySet<string> = new Set<UpstreamHeader>([
  "accept",
  "accept-language",
  "depth",
  "destination",
  "if-match",
  "if-none-match",
  "oc-checksum",
  "oc-total-length",
  "ocs-apirequest",
  "overwrite",
  "x-oc-mtime",
]);

// What RFC 9110 section 5.5 lets a field value be: no CR, LF or NUL (S47), nothing that is not one byte.
const fieldValue = /^[\t\u0020-\u007e\u0080-\u00ff]*$/u;

interface HeaderParts {
  readonly accept: string;
  readonly encoding: "gzip" | "identity";
  readonly contentType: string | null;
  readonly contentLength?: number;
  readonly own: Readonly<Partial<Record<UpstreamHeader, string | UpstreamAddress>>> | undefined;
  readonly token: string | null;
}

/** Every header of an outbound call, built from scratch: nothing of a browser's request can be among them (S58). */
export function outboundHeaders(address: SourceAddress, parts: HeaderParts): Record<string, string> {
  const { token, contentType, contentLength } = parts;
  return {
    accept: parts.accept,
    "accept-encoding": parts.encoding,
    "user-agent": "pforte",
    ...ownHeaders(address, parts.own ?? {}),
    ...(contentType !== null && { "content-type": contentType }),
    ...(contentLength !== undefined && { "content-length": String(contentLength) }),
    ...(token !== null && { authorization: `Bearer ${token}` }),
  };
}

function ownHeaders(address: SourceAddress, own: NonNullable<HeaderParts["own"]>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    const text = typeof value === "string" ? value : absoluteAddress(address, value.to);
    if (!allowed.has(name) || !fieldValue.test(text)) {
      throw new TypeError("A header that a connector may not set, or a value that cannot be sent.");
    }
    headers[name] = text;
  }
  return headers;
}
