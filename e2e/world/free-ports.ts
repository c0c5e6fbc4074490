import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:net";

/** Below what the kernel hands out by itself (from 32768 on Linux), so that no other server or call takes it meanwhile. */
const lowest = 12_000;
const highest = 32_000;
const mostAttempts = 50;

/** A port that nobody listens on at this moment, for a server whose address must be known before it starts. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

/** Several of them; all are held until the last is found, so that they differ. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const found = await Promise.all(Array.from({ length: count }, hold));
  await Promise.all(found.map(async ({ server }) => once(server.close(), "close")));
  return found.map(({ port }) => port);
}

async function hold(): Promise<{ readonly port: number; readonly server: Server }> {
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const port = randomInt(lowest, highest);
    const server = createServer().listen(port, "127.0.0.1");
    try {
      await once(server, "listening");
      return { port, server };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    }
  }
  throw new Error("There is no free port.");
}
