import type { CallInput, CallReply, Endpoint } from "@pforte/shared/contract/endpoint";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import type { Failure } from "@pforte/shared/errors/failure";
import { ApiError } from "./api-error.ts";

/** Longer than any deadline of the server, so that its own answer wins where there is one. */
const deadlineMilliseconds = 40_000;

interface Parts {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly ifMatch?: number;
}

/** Browsers let 64 kB of bodies outlive a page, and refuse to send more. */
const keptAliveCharacters = 50_000;

export interface CallOptions {
  /** Goes on when the page is left, for acts that the page shows as done; a body that is too large for it does not. */
  readonly keepalive?: boolean;
}

/**
 * Calls one endpoint of the contract and gives its reply, or throws an `ApiError`. The reply is not parsed again: the
 * server has sent it through the same schema, and tolerates no field that is not in it.
 */
export async function call<const E extends Endpoint>(
  endpoint: E,
  input: CallInput<E>,
  signal?: AbortSignal,
  { keepalive = false }: CallOptions = {},
): Promise<CallReply<E>> {
  // Each endpoint declares only some of the three; what it declares has been checked by `CallInput`.
  const parts = input as Parts;
  const response = await send(endpoint, parts, signal, keepalive);
  const json = await readJson(response, signal);
  if (response.ok && json !== undefined) {
    // The server encodes by the schema of this endpoint.
    return json as CallReply<E>;
  }
  throw isFailure(json) ? new ApiError(response.status, json) : unreachable(response.status, undefined);
}

async function send(
  endpoint: Endpoint,
  parts: Parts,
  signal: AbortSignal | undefined,
  keepalive: boolean,
): Promise<Response> {
  const deadline = AbortSignal.timeout(deadlineMilliseconds);
  const body = parts.body === undefined ? undefined : JSON.stringify(parts.body);
  try {
    return await fetch(addressOf(endpoint.path, parts), {
      method: endpoint.method,
      headers: {
        accept: "application/json",
        [portalHeader.name]: portalHeader.value,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(parts.ifMatch === undefined ? {} : { "if-match": `"${parts.ifMatch}"` }),
      },
      ...(body === undefined ? {} : { body }),
      credentials: "same-origin",
      cache: "no-store",
      // The API never redirects; a page that answers instead of it is not an answer.
      redirect: "error",
      keepalive: keepalive && (body ?? "").length < keptAliveCharacters,
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
  } catch (cause) {
    throw signal?.aborted === true ? signal.reason : unreachable(0, cause);
  }
}

function addressOf(path: string, { params, query }: Parts): string {
  const filled = path.replaceAll(/:([A-Za-z]\w*)/gu, (_, name: string) => {
    const value = Object.entries(params ?? {}).find(([key]) => key === name)?.[1];
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) {
        search.append(name, String(one));
      }
    }
  }
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
}

/** The JSON of an answer, or `undefined` where it is something else, such as a proxy's HTML. */
async function readJson(response: Response, signal: AbortSignal | undefined): Promise<unknown> {
  if (!/^application\/(?:[\w.+-]+\+)?json\b/u.test(response.headers.get("content-type") ?? "")) {
    return undefined;
  }
  try {
    return await response.json();
  } catch (cause) {
    throw signal?.aborted === true ? signal.reason : unreachable(response.status, cause);
  }
}

function isFailure(json: unknown): json is Failure {
  return (
    typeof json === "object" &&
    json !== null &&
    "code" in json &&
    typeof json.code === "string" &&
    "message" in json &&
    typeof json.message === "string" &&
    "requestId" in json &&
    typeof json.requestId === "string"
  );
}

/** The failure that a body says as text, or `null` where it is not the portal's. */
export function failureOf(text: string): Failure | null {
  try {
    const json: unknown = JSON.parse(text);
    return isFailure(json) ? json : null;
  } catch {
    return null;
  }
}

/** No answer came, or one that is not the portal's. */
export function unreachable(status: number, cause: unknown): ApiError {
  return new ApiError(
    status,
    { code: "portal_unreachable", message: "The portal did not answer.", requestId: null },
    cause === undefined ? undefined : { cause },
  );
}
