import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { request } from "undici";

/** Stands between pages and the portal, passes every request on, and loses the replies that it is told to lose. */
export interface CuttingGateway extends AsyncDisposable {
  readonly origin: string;
  readonly lost: number;
}

/** `isCut` is asked once per request, after the portal has answered it. */
export async function startCuttingGateway(
  portal: string,
  isCut: (method: string, path: string) => boolean,
): Promise<CuttingGateway> {
  let lost = 0;
  let origin = "";

  async function forward(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(Buffer.from(piece as Uint8Array));
    const { connection: _hop, "transfer-encoding": _chunks, host: _host, ...headers } = incoming.headers;
    // The portal knows one origin only, and answers no other.
    const own = headers.origin === undefined ? headers : { ...headers, origin: portal };
    const answer = await request(`${portal}${incoming.url ?? "/"}`, {
      // Node types it as any text.
      method: incoming.method as "GET",
      headers: own,
      body: pieces.length === 0 ? null : Buffer.concat(pieces),
    });
    const body = Buffer.from(await answer.body.arrayBuffer());
    if (isCut(incoming.method ?? "", incoming.url ?? "")) {
      lost += 1;
      response.destroy();
      return;
    }
    const { connection: _there, "transfer-encoding": _told, ...received } = answer.headers;
    response.writeHead(answer.statusCode, received).end(body);
  }

  const server = createServer((incoming, response) => void forward(incoming, response).catch(() => response.destroy()));
  await new Promise<void>((done) => server.listen(0, "localhost", done));
  const bound = server.address();
  origin = `http://localhost:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
  return {
    origin,
    get lost() {
      return lost;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
