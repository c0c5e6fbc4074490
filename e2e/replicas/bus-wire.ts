import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/**
 * The way of one replica to its database. It knows which connections listen for messages of other replicas, and can
 * break those alone: statements still arrive.
 */
export interface BusWire extends AsyncDisposable {
  readonly url: string;
  /** Breaks the listening connection at once; a new one is let through. */
  cut(): void;
  /** From now on nothing passes on listening connections, in neither direction and without a word, until `heal`. */
  swallow(): void;
  heal(): void;
}

/** What the portal says first on a connection that listens. */
const listens = Buffer.from("listen pforte");

export async function openBusWire(databaseUrl: string): Promise<BusWire> {
  const url = new URL(databaseUrl);
  const target = { host: url.hostname, port: Number(url.port) };
  const all = new Set<Socket>();
  const listening = new Set<Socket>();
  let isSwallowing = false;
  const server = createServer((near) => {
    const far = connect(target);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      all.add(from);
      from.on("error", () => undefined);
      from.on("close", () => {
        all.delete(from);
        listening.delete(near);
        to.destroy();
      });
      from.on("data", (chunk: Buffer) => {
        if (from === near && chunk.includes(listens)) listening.add(near);
        if (!isSwallowing || !listening.has(near)) to.write(chunk);
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url.hostname = "127.0.0.1";
  url.port = String(typeof address === "object" ? address?.port : "");
  const cut = () => listening.forEach((socket) => socket.resetAndDestroy());
  return {
    url: url.href,
    cut,
    swallow: () => void (isSwallowing = true),
    heal() {
      isSwallowing = false;
      // A connection with a hole in it is of no use any more.
      cut();
    },
    async [Symbol.asyncDispose]() {
      all.forEach((socket) => socket.destroy());
      server.close();
      await once(server, "close");
    },
  };
}
