import type { Carrier } from "@pforte/e2e/world/sign-in-driver";
import { request } from "undici";

const bodiless = new Set([101, 204, 205, 304]);

/** Carries a request with exactly the headers given: the global fetch would write its own `sec-fetch-mode` over them. */
export const carry: Carrier = async (url, { method, headers, body }) => send(url, method, headers, body);

/** Like `carry`, for any method. */
export async function send(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<Response> {
  const answer = await request(url, {
    // Any token is a method to HTTP; the client's type lists the usual ones.
    method: method as "GET",
    headers,
    ...(body === undefined ? {} : { body }),
  });
  const received = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const one of [value ?? []].flat()) {
      received.append(name, one);
    }
  }
  const bytes = await answer.body.arrayBuffer();
  return new Response(bodiless.has(answer.statusCode) ? null : bytes, { status: answer.statusCode, headers: received });
}
