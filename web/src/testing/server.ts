import type { CallReply, Endpoint } from "@pforte/shared/contract/endpoint";
import { http, HttpResponse, type HttpResponseResolver, type RequestHandler } from "msw";
import { setupWorker } from "msw/browser";
import type { ErrorCode } from "@pforte/shared/errors/error-code";
import { unanswered } from "./complaints.ts";
import { aFailure } from "@pforte/shared/testing/a-failure";
import type { Failure } from "@pforte/shared/errors/failure";

/** Stands between the page and the network: what no test has answered fails the test. */
export const network = setupWorker();

/** Addresses of the test runner itself, by which it loads modules. */
const ownPaths = /^\/(?:src|node_modules|@|__vitest|__screenshot|dist|build|vendor|favicon|\.vite|@fs)/u;

/** Starts the gate. */
export async function startNetwork(): Promise<void> {
  await network.start({
    quiet: true,
    onUnhandledFrame: ({ frame, defaults }) => {
      if (frame.protocol !== "http") {
        return;
      }
      // The data of an HTTP frame is its request; the type of the frame does not say so.
      const { request } = frame.data as { readonly request: Request };
      const { pathname, origin } = new URL(request.url);
      if (origin === location.origin && (ownPaths.test(pathname) || pathname === "/")) {
        return;
      }
      unanswered.push(`${request.method} ${origin === location.origin ? pathname : request.url}`);
      defaults.error();
    },
  });
}

const methods = { GET: "get", POST: "post", PUT: "put", PATCH: "patch", DELETE: "delete" } as const;

/** Answers an endpoint with a value of its contract, or with what a function makes of the request. */
export function reply<const E extends Endpoint>(
  endpoint: E,
  value: CallReply<E> | ((request: Request) => CallReply<E> | Response | Promise<CallReply<E> | Response>),
): RequestHandler {
  return handle(endpoint, async ({ request }) => {
    // A reply of the contract is plain data and never a function.
    const made = typeof value === "function" ? await (value as (request: Request) => unknown)(request) : value;
    return made instanceof Response ? made : HttpResponse.json(endpoint.reply.parse(made) as object);
  });
}

/** Answers an endpoint with a failure. */
export function fail(endpoint: Endpoint, status: number, code: ErrorCode, some: Partial<Failure> = {}): RequestHandler {
  return handle(endpoint, () => failure(status, code, some));
}

/** The response of a failed call. */
export function failure(status: number, code: ErrorCode, some: Partial<Failure> = {}): Response {
  return HttpResponse.json(aFailure(code, some), { status });
}

function handle(endpoint: Endpoint, resolver: HttpResponseResolver): RequestHandler {
  return http[methods[endpoint.method]](endpoint.path, resolver);
}
