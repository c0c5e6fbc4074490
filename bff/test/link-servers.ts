import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createPlainServer, type Socket } from "node:net";
import type { Resolve } from "../src/upstream/address-book.ts";

/** Names of this test: whatever is not here does not exist. */
export function names(table: Readonly<Record<string, readonly string[]>>): Resolve & { asked(): readonly string[] } {
  const asked: string[] = [];
  const resolve = async (name: string) => {
    asked.push(name);
    const found = table[name];
    if (found === undefined) throw Object.assign(new Error("x"), { code: "ENOTFOUND" });
    return found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  };
  return Object.assign(resolve, { asked: () => asked });
}

/** A server at one address of this machine that counts who came. */
export async function serverAt(host: string, answer: RequestListener, port = 0) {
  const came: IncomingMessage[] = [];
  const server = createServer({ maxHeaderSize: 1024 * 1024 }, (request, response) => {
    came.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(port, host, resolve));
  const bound = server.address();
  return {
    came,
    server,
    port: typeof bound === "object" && bound !== null ? bound.port : 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A server below HTTP. */
export async function startRaw(onConnection: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createPlainServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  return {
    port: typeof bound === "object" && bound !== null ? bound.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
