import { connect } from "node:net";

/** One that begins something with a server and does not go on as it should. */
export interface SlowSocket {
  readonly isClosed: () => boolean;
  /** Settles with how long the server bore it, in milliseconds. */
  readonly closed: Promise<number>;
  destroy(): void;
}

/** What all slow sockets of a run know of the portal. */
export interface SlowTarget {
  readonly address: string;
  readonly host: string;
  readonly origin: string;
  readonly cookie: string;
  /** Something large that it gives out. */
  readonly asset: string;
}

export type Slowness = "headers" | "body" | "reader";

/** More of them than the kernel takes on behalf of a reader. */
const answersAsked = 40;
const dripMilliseconds = 1000;

const begins: Readonly<Record<Slowness, (target: SlowTarget) => string>> = {
  headers: ({ host }) => `GET / HTTP/1.1\r\nHost: ${host}\r\nX-Slow: `,
  body: ({ host, origin, cookie }) =>
    `PATCH /api/preferences HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nCookie: ${cookie}\r\nX-Portal: 1\r\n` +
    'Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"a":"',
  reader: ({ host, asset }) => `GET ${asset} HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(answersAsked),
};

/** Headers that never end, a body that never ends, or a reader of many answers that reads none. */
export function openSlowSocket(target: SlowTarget, slowness: Slowness): SlowSocket {
  const begun = performance.now();
  const { hostname, port } = new URL(target.address);
  const socket = connect(Number(port), hostname);
  let isClosed = false;
  const closed = new Promise<number>((resolve) => {
    socket.once("close", () => {
      isClosed = true;
      resolve(performance.now() - begun);
    });
  });
  socket.on("error", () => undefined);
  socket.write(begins[slowness](target));
  if (slowness === "reader") {
    socket.pause();
    // Whoever reads nothing learns of the end by writing.
    const knock = setInterval(() => socket.write("\r\n"), dripMilliseconds);
    socket.once("close", () => clearInterval(knock));
  } else {
    socket.on("data", () => undefined);
    const drip = setInterval(() => socket.write("a"), dripMilliseconds);
    socket.once("close", () => clearInterval(drip));
  }
  return { isClosed: () => isClosed, closed, destroy: () => socket.destroy() };
}

/** The largest script of the start page, as the page itself names it. */
export async function largeAsset(address: string, host: string, page: string): Promise<string> {
  const paths = [...new Set(page.match(/\/assets\/[\w.-]+\.js/gu))];
  const sizes = await Promise.all(
    paths.map(async (path) => {
      const answer = await fetch(`${address}${path}`, { headers: { host } });
      return { path, size: (await answer.arrayBuffer()).byteLength };
    }),
  );
  const [largest] = sizes.toSorted((one, other) => other.size - one.size);
  if (largest === undefined) throw new Error("The start page names no script.");
  return largest.path;
}
