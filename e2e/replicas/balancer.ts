import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Where a balancer sends people, and where it looks whether it may. */
export interface Backend {
  readonly address: string;
  readonly opsAddress: string;
}

/** A load balancer as small as one can be. It repeats nothing: a request that fails at a replica has failed. */
export interface Balancer extends AsyncDisposable {
  /** Aims at these replicas, in turn at each that says it is ready. */
  aim(backends: readonly Backend[]): void;
  readonly isReady: (backend: Backend) => boolean;
}

/** Looks often, so that a test may drain for a short time only. */
const probeMilliseconds = 100;

export async function startBalancer(port: number): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const ready = new Set<Backend>();
  const sockets = new Set<Socket>();
  let backends: readonly Backend[] = [];
  let turn = 0;
  let last: Backend | null = null;

  async function probe(backend: Backend): Promise<void> {
    const status = await fetch(`${backend.opsAddress}/readyz`, { signal: AbortSignal.timeout(2000) }).then(
      async (answer) => {
        await answer.body?.cancel();
        return answer.status;
      },
      // No answer in time is no answer at all; only who refuses or says no is left out.
      (error: unknown) => (error instanceof Error && error.name === "TimeoutError" ? null : 0),
    );
    if (status === 200) last = backend;
    if (status === 200) ready.add(backend);
    else if (status !== null) ready.delete(backend);
  }

  function forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const sure = backends.filter((backend) => ready.has(backend));
    // Where none is sure, as on a machine that can no longer answer in time, the last one that was is better than nobody.
    const able = sure.length > 0 ? sure : last === null ? [] : [last];
    const backend = able[(turn += 1) % able.length];
    if (backend === undefined) {
      outgoing.writeHead(502).end("nobody is ready");
      return;
    }
    const { connection: _hop, ...headers } = incoming.headers;
    const call = request(`${backend.address}${incoming.url ?? "/"}`, { method: incoming.method, headers, agent });
    call.once("response", (answer) => {
      const { connection: _there, "keep-alive": _alive, ...received } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, received);
      answer.once("error", () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    call.once("error", (error) => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end(String(error));
    });
    outgoing.once("close", () => call.destroy());
    incoming.pipe(call);
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, forward);
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(port, "localhost", done));
  const timer = setInterval(() => backends.forEach((backend) => void probe(backend)), probeMilliseconds);
  return {
    aim: (targets) => void (backends = targets),
    isReady: (backend) => ready.has(backend),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      sockets.forEach((socket) => socket.destroy());
      await new Promise((done) => server.close(done));
      agent.destroy();
    },
  };
}
