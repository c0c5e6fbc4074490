import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { request } from "undici";

/** Stands where a load balancer would, and loses every second reply to a write once it is told to. */
export interface Gateway extends AsyncDisposable {
  cuts: boolean;
  readonly lost: number;
}

/** Forwards whole requests to whichever replica answers; `replicas` are their ports. */
export async function startGateway(port: number, replicas: readonly number[], random: () => number): Promise<Gateway> {
  let writes = 0;
  let lost = 0;
  const gateway = { cuts: false };

  async function forward(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(Buffer.from(piece as Uint8Array));
    const { connection: _hop, "transfer-encoding": _chunks, ...headers } = incoming.headers;
    const to = replicas[Math.floor(random() * replicas.length)] ?? 0;
    try {
      const answer = await request(`http://localhost:${to}${incoming.url ?? "/"}`, {
        method: incoming.method as "GET",
        headers: { ...headers, host: `localhost:${port}` },
        body: pieces.length === 0 ? null : Buffer.concat(pieces),
        headersTimeout: 15_000,
      });
      const body = Buffer.from(await answer.body.arrayBuffer());
      const isWrite = incoming.method !== "GET";
      if (isWrite) writes += 1;
      if (isWrite && gateway.cuts && writes % 2 === 0) {
        lost += 1;
        return void response.destroy();
      }
      const { connection: _there, "transfer-encoding": _told, ...received } = answer.headers;
      response.writeHead(answer.statusCode, { ...received, connection: "close" }).end(body);
    } catch {
      // That replica is dead, or died over it.
      response.destroy();
    }
  }

  const server = createServer((incoming, response) => void forward(incoming, response).catch(() => response.destroy()));
  await new Promise<void>((done) => server.listen(port, "localhost", done));
  return Object.defineProperties(gateway, {
    lost: { get: () => lost },
    [Symbol.asyncDispose]: {
      value: async () => {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      },
    },
    // The properties that were just defined.
  }) as Gateway;
}
