import type { Server } from "node:http";
import type { Socket } from "node:net";

/** How long a reader may take nothing at all. */
const patienceMilliseconds = 30_000;
/** Node says only of a whole answer that it is gone, so each has the time that it needs at 16 kB a second as well. */
const leastBytesPerMillisecond = 16;
const lookMilliseconds = 1000;

interface Waiting {
  taken: number;
  since: number;
}

/**
 * Closes sockets whose readers stopped taking what they asked for (S38). Node's deadlines end with the request: an answer
 * that nobody reads would hold its socket and its memory for ever. Streams of bytes have a stricter pace of their own.
 */
export function dropStalledReaders(
  server: Server,
  {
    patience = patienceMilliseconds,
    look = lookMilliseconds,
    pace = leastBytesPerMillisecond,
  }: { readonly patience?: number; readonly look?: number; readonly pace?: number } = {},
): void {
  const sockets = new Map<Socket, Waiting>();
  server.on("connection", (socket: Socket) => {
    sockets.set(socket, { taken: 0, since: performance.now() });
    socket.once("close", () => sockets.delete(socket));
  });
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [socket, waiting] of sockets) {
      const taken = socket.bytesWritten - socket.writableLength;
      if (socket.writableLength === 0 || taken !== waiting.taken) {
        waiting.taken = taken;
        waiting.since = now;
      } else if (now - waiting.since >= patience + socket.writableLength / pace) {
        socket.destroy();
      }
    }
  }, look).unref();
  server.once("close", () => clearInterval(timer));
}
