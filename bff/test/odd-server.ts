import { createServer, type RequestListener, type ServerOptions } from "node:http";
import { createServer as createTlsServer, type ServerOptions as TlsOptions } from "node:https";

/** A server on loopback that answers as a test wants. */
export interface OddServer extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
}

export async function startOddServer(
  answer: (...call: Parameters<RequestListener>) => unknown,
  tls?: TlsOptions,
): Promise<OddServer> {
  const options: ServerOptions = { keepAliveTimeout: 1000, maxHeaderSize: 1024 * 1024 };
  const listener: RequestListener = (request, response) => void answer(request, response);
  const server =
    tls === undefined ? createServer(options, listener) : createTlsServer({ ...options, ...tls }, listener);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  return {
    port,
    address: `${tls === undefined ? "http" : "https"}://localhost:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => {
        server.close(resolve);
      });
      server.closeAllConnections();
      await closed;
    },
  };
}
