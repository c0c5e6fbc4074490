import { type CookieJar, tour } from "@pforte/e2e/world/sign-in-driver";
import type { CallInput, CallReply, Endpoint } from "@pforte/shared/contract/endpoint";
import { portalHeader } from "@pforte/shared/contract/portal-header";
import { failureSchema, type Failure } from "@pforte/shared/errors/failure";
import { carry, send } from "./carry.ts";

/** One browser. */
export interface TestPerson {
  readonly jar: CookieJar;
  /** Calls an endpoint and parses its reply; throws a CallError for a failure. */
  call<E extends Endpoint>(endpoint: E, ...input: CallArguments<E>): Promise<CallReply<E>>;
  /** A navigation, redirects not followed. */
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** A call by script, as fetch of our own page sends it. */
  send(method: string, path: string, init?: { body?: string; headers?: Record<string, string> }): Promise<Response>;
  /** A navigation that follows redirects, here and at the identity provider. */
  visit(path: string): ReturnType<typeof tour>;
}

type CallArguments<E extends Endpoint> = Record<string, never> extends CallInput<E> ? [] : [input: CallInput<E>];

/** A failed call. */
class CallError extends Error {
  override readonly name = "CallError";
  readonly status: number;
  readonly failure: Failure;

  constructor(status: number, failure: Failure) {
    super(`${status} ${failure.code}`);
    this.status = status;
    this.failure = failure;
  }
}

/** A browser with these cookies, in front of this portal. */
export function person(origin: string, jar: CookieJar): TestPerson {
  const cookies = (): Record<string, string> => {
    const cookie = jar.header(new URL(origin));
    return cookie === undefined ? {} : { cookie };
  };
  const keep = (response: Response) => {
    jar.take(new URL(origin), response.headers.getSetCookie());
    return response;
  };
  const ask: TestPerson["send"] = async (method, path, { body, headers = {} } = {}) =>
    keep(await send(new URL(path, origin).href, method, { ...cookies(), ...headers }, body));
  const byScript: TestPerson["send"] = async (method, path, { body, headers } = {}) =>
    ask(method, path, {
      headers: { ...scriptHeaders(origin, method, body), ...headers },
      ...(body === undefined ? {} : { body }),
    });
  return {
    jar,
    send: byScript,
    get: async (path, headers) => ask("GET", path, { headers: { ...navigationHeaders, ...headers } }),
    visit: async (path) => tour({ start: new URL(path, origin), jar, carry }),
    async call(endpoint, ...[input]) {
      const { path, ...init } = requestOf(endpoint, input ?? {});
      const response = await byScript(endpoint.method, path, init);
      const answer: unknown = await response.json();
      if (response.status !== 200) {
        throw new CallError(response.status, failureSchema.parse(answer));
      }
      // The endpoint's own schema has just parsed it.
      return endpoint.reply.parse(answer) as CallReply<typeof endpoint>;
    },
  };
}

const navigationHeaders = {
  accept: "text/html,application/xhtml+xml",
  "sec-fetch-dest": "document",
  "sec-fetch-mode": "navigate",
  "sec-fetch-site": "none",
} as const;

function scriptHeaders(origin: string, method: string, body: string | undefined): Record<string, string> {
  return {
    accept: "application/json",
    [portalHeader.name]: portalHeader.value,
    "sec-fetch-dest": "empty",
    "sec-fetch-mode": "cors",
    "sec-fetch-site": "same-origin",
    ...(method === "GET" ? {} : { origin }),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  };
}

function requestOf(endpoint: Endpoint, input: object) {
  const parts: { params?: object; query?: object; body?: unknown; ifMatch?: number } = input;
  let path: string = endpoint.path;
  for (const [name, value] of Object.entries(parts.params ?? {})) {
    path = path.replace(`:${name}`, encodeURIComponent(String(value)));
  }
  const query = new URLSearchParams(
    Object.entries(parts.query ?? {}).flatMap(([name, value]) =>
      [value].flat().map((each): [string, string] => [name, String(each)]),
    ),
  );
  return {
    path: query.size === 0 ? path : `${path}?${query.toString()}`,
    ...(parts.body !== undefined && { body: JSON.stringify(parts.body) }),
    ...(parts.ifMatch !== undefined && { headers: { "if-match": `"${parts.ifMatch}"` } }),
  };
}
