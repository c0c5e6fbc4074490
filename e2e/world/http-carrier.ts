import { request } from "node:http";
import type { Carrier, CarrierInit } from "./sign-in-driver.ts";

/**
 * Carries a request as a browser would send it. Global `fetch` will not do: it writes `sec-fetch-mode: cors` over what
 * it is given, and names below localhost are loopback in browsers but not for every resolver.
 */
export const carryByHttp: Carrier = async (href, init) => send(href, init, {});

/** The same by somebody who keeps no connection that the other side may be closing at that moment. */
export const carryAfresh: Carrier = async (href, init) => send(href, init, { agent: false });

async function send(href: string, init: CarrierInit, connections: { readonly agent?: false }): Promise<Response> {
  const url = new URL(href);
  const host = url.hostname === "localhost" || url.hostname.endsWith(".localhost") ? "127.0.0.1" : url.hostname;
  const options = {
    host,
    port: url.port,
    path: `${url.pathname}${url.search}`,
    method: init.method,
    // A process behind a public address is asked under that address.
    headers: { host: url.host, ...init.headers },
    ...connections,
  };
  return new Promise((done, fail) => {
    const outgoing = request(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.once("error", fail);
      incoming.once("end", () => {
        const headers = new Headers();
        for (const [name, value] of Object.entries(incoming.headers)) {
          for (const one of [value ?? []].flat()) {
            headers.append(name, one);
          }
        }
        const status = incoming.statusCode ?? 500;
        const isEmpty = status === 204 || status === 304;
        done(new Response(isEmpty ? null : Buffer.concat(chunks), { status, headers }));
      });
    });
    outgoing.once("error", fail);
    outgoing.end(init.body);
  });
}
