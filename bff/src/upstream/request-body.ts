import type { UpstreamRequest } from "#connectors/kit/upstream-http.ts";
import { buildXml } from "./xml.ts";

/** What is sent of a request that is no stream. */
export interface RequestBody {
  readonly text: string | null;
  readonly type: string | null;
}

export function requestBody({ body, text }: UpstreamRequest): RequestBody {
  if (body !== undefined && text !== undefined) throw new TypeError("A request has one body.");
  if (body !== undefined) return { text: JSON.stringify(body), type: "application/json" };
  if (text === undefined) return { text: null, type: null };
  return text.type === "form"
    ? { text: new URLSearchParams(text.fields).toString(), type: "application/x-www-form-urlencoded" }
    : { text: buildXml(text.document), type: "application/xml; charset=utf-8" };
}
