import type { UpstreamRequest } from "#connectors/kit/upstream-http.ts";

/** Every header of an outbound call, built from scratch: nothing of a browser's request can be among them (S58). */
export function outboundHeaders(request: UpstreamRequest, token: string | null): Record<string, string> {
  return {
    accept: "application/json",
    "accept-encoding": "gzip",
    "user-agent": "pforte",
    ...(request.body !== undefined && { "content-type": "application/json" }),
    ...(token !== null && { authorization: `Bearer ${token}` }),
  };
}
