import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/** What an orderly end needs (F28). */
export interface DrainOptions {
  readonly server: FastifyInstance;
  /** How long requests are still taken, so that load balancers can notice. */
  readonly drainSeconds: number;
  /** Over how long a time streams come back elsewhere. */
  readonly spreadMilliseconds?: number;
  /** What is still unanswered then is cut off. */
  readonly deadlineMilliseconds?: number;
  readonly endStreams: (spreadMilliseconds: number) => void;
}

const pollMilliseconds = 50;

/**
 * Stops a server without a failed request. Fastify's own close waits for kept-alive sockets without end or cuts requests
 * off, so the steps are taken here: go on serving, send streams away, take no new sockets, and wait for what is in flight.
 */
export async function drain(options: DrainOptions): Promise<void> {
  const { server, spreadMilliseconds = 4000, deadlineMilliseconds = 12_000 } = options;
  const { server: http } = server;
  // Whoever holds a socket learns with the next answer that it is the last one on it, and may come once more by another.
  http.prependListener("request", (_request, response) => response.setHeader("connection", "close"));
  await sleep(options.drainSeconds * 1000);
  options.endStreams(spreadMilliseconds);
  const closed = new Promise<void>((done) => http.close(() => done()));
  const deadline = Date.now() + deadlineMilliseconds;
  let isClosed = false;
  void closed.then(() => {
    isClosed = true;
  });
  while (!isClosed && Date.now() < deadline) {
    http.closeIdleConnections();
    await sleep(pollMilliseconds);
  }
  http.closeAllConnections();
}
