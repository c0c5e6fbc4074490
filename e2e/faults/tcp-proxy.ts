import { connect, createServer, type Socket } from "node:net";

/** What becomes of bytes on their way. */
export type ProxyMode =
  | { readonly kind: "pass" }
  /** Everything arrives late, and never before what was sent earlier. */
  | { readonly kind: "delay"; readonly milliseconds: number; readonly jitter: number }
  /** Connections are taken and nothing arrives, as behind a firewall that drops. */
  | { readonly kind: "black-hole" }
  /** Connections are reset, those that are open and those that come. */
  | { readonly kind: "reset" }
  /** A connection is reset once this many bytes of answers have passed through it since then. */
  | { readonly kind: "cut"; readonly bytes: number };

/** Stands before one server on the loopback interface, and lets a test spoil the way there. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Where connections go from now on. */
  aim(port: number): void;
  /** Changes the way for open connections and for new ones. */
  set(mode: ProxyMode): void;
  /** Resets all open connections, once. */
  cutAll(): void;
  /** How many connections the mode ended. */
  readonly cuts: number;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  /** Bytes of answers since the mode was set. */
  answered: number;
}

/** Starts one; `random` decides the jitter. */
export async function startTcpProxy(random: () => number): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let target = 0;
  let mode: ProxyMode = { kind: "pass" };
  let cuts = 0;

  const end = (pair: Pair): void => {
    if (!pairs.delete(pair)) return;
    pair.near.resetAndDestroy();
    pair.far.resetAndDestroy();
  };
  const spoil = (pair: Pair): void => {
    cuts += 1;
    end(pair);
  };
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = connect({ port: target, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
    const pair: Pair = { near, far, answered: 0 };
    pairs.add(pair);
    const late = delayed(() => mode, random);
    pipe(near, far, { mode: () => mode, late: late.there, seen: () => true });
    pipe(far, near, {
      mode: () => mode,
      late: late.back,
      seen: (part) => {
        pair.answered += part.length;
        if (mode.kind !== "cut" || pair.answered <= mode.bytes) return true;
        // What fits still arrives: half an answer is worse than none.
        near.write(part.subarray(0, Math.max(part.length - (pair.answered - mode.bytes), 0)), () => spoil(pair));
        return false;
      },
    });
    for (const socket of [near, far]) {
      socket.on("error", () => end(pair));
      socket.once("close", () => {
        if (near.destroyed && far.destroyed) pairs.delete(pair);
        else if (socket.errored !== null) end(pair);
      });
    }
    if (mode.kind === "reset") spoil(pair);
  });
  await new Promise<void>((done, fail) => server.once("error", fail).listen(0, "127.0.0.1", done));
  const address = server.address();
  const cutAll = (): void => {
    for (const pair of pairs) spoil(pair);
  };
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    aim(port) {
      target = port;
    },
    set(next) {
      mode = next;
      if (next.kind === "reset") cutAll();
      for (const pair of pairs) {
        pair.answered = 0;
        for (const socket of [pair.near, pair.far]) {
          if (next.kind === "black-hole") socket.pause();
          else socket.resume();
        }
      }
    },
    cutAll,
    get cuts() {
      return cuts;
    },
    async [Symbol.asyncDispose]() {
      for (const pair of pairs) end(pair);
      await new Promise((done) => server.close(done));
    },
  };
}

/** A queue per direction, in which nothing overtakes. */
function delayed(mode: () => ProxyMode, random: () => number) {
  const queue = () => {
    let free = 0;
    return (send: () => void): void => {
      const now = performance.now();
      const current = mode();
      const wait = current.kind === "delay" ? current.milliseconds + random() * current.jitter : 0;
      free = Math.max(free, now + wait);
      if (free <= now) send();
      else setTimeout(send, free - now);
    };
  };
  return { there: queue(), back: queue() };
}

interface Way {
  readonly mode: () => ProxyMode;
  readonly late: (send: () => void) => void;
  /** Looks at what passes; false keeps it. */
  readonly seen: (part: Buffer) => boolean;
}

function pipe(from: Socket, to: Socket, { mode, late, seen }: Way): void {
  if (mode().kind === "black-hole") from.pause();
  from.on("data", (part: Buffer) => {
    if (!seen(part)) return;
    late(() => {
      if (to.writable && !to.write(part)) {
        from.pause();
        to.once("drain", () => {
          if (mode().kind !== "black-hole") from.resume();
        });
      }
    });
  });
  from.on("end", () => late(() => void to.end()));
}
