import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { Certificates } from "./certificates.ts";

/** What stands behind a name: a server on a loopback port, or a page of its own. */
export type Behind =
  | { readonly kind: "server"; readonly port: number }
  | { readonly kind: "page"; readonly html: string };

/** One request and how it was answered. */
export interface Exchange {
  readonly name: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export interface TlsProxy {
  /** How many requests came for this name whose path ends so. */
  count(name: string, ending: string): number;
  stop(): Promise<void>;
}

/**
 * The reverse proxy of the TLS part: ends TLS for several names on one port and says with X-Forwarded-* who asked and
 * for what, overwriting whatever the caller claimed.
 */
export async function startTlsProxy(
  port: number,
  certificates: Certificates,
  names: Readonly<Record<string, Behind>>,
  onAnswered: (exchange: Exchange) => void = () => undefined,
): Promise<TlsProxy> {
  const served: (readonly [name: string, path: string])[] = [];
  const server = createServer({ cert: certificates.certificate, key: certificates.key }, (incoming, outgoing) => {
    const host = incoming.headers.host ?? "";
    const name = host.replace(/:\d+$/u, "");
    const behind = names[name];
    served.push([name, (incoming.url ?? "").split("?")[0] ?? ""]);
    outgoing.once("close", () => onAnswered({ name, request: incoming, response: outgoing }));
    if (behind === undefined) {
      outgoing.writeHead(421).end();
    } else if (behind.kind === "page") {
      outgoing.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(behind.html);
    } else {
      forward(incoming, outgoing, { host, port: behind.port });
    }
  });
  await new Promise<void>((done, fail) => server.once("error", fail).listen(port, "127.0.0.1", done));
  return {
    count: (name, ending) => served.filter(([host, path]) => host === name && path.endsWith(ending)).length,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  to: { readonly host: string; readonly port: number },
): void {
  const onward = request({
    host: "127.0.0.1",
    port: to.port,
    method: incoming.method,
    path: incoming.url,
    headers: {
      ...incoming.headers,
      "x-forwarded-for": incoming.socket.remoteAddress,
      "x-forwarded-proto": "https",
      "x-forwarded-host": to.host,
      "x-forwarded-port": to.host.split(":")[1] ?? "443",
    },
  });
  onward.once("response", (reply) => {
    outgoing.statusCode = reply.statusCode ?? 502;
    for (const [name, value] of Object.entries(reply.headers)) if (value !== undefined) outgoing.setHeader(name, value);
    outgoing.flushHeaders();
    reply.pipe(outgoing);
    reply.once("error", () => outgoing.destroy());
  });
  onward.once("error", () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
  outgoing.once("close", () => onward.destroy());
  incoming.pipe(onward);
}
