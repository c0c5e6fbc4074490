import diagnostics from "node:diagnostics_channel";
import type { Duplex } from "node:stream";
import { type Dispatcher, ping, WebSocket } from "undici";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { UpstreamSocket } from "#connectors/kit/upstream-http.ts";
import type { UpstreamPath } from "#connectors/kit/upstream-path.ts";
import type { ExchangeOptions } from "./exchange.ts";
import type { UpstreamLimits } from "./limits.ts";
import { socketAddress } from "./source-address.ts";

interface SocketCall {
  readonly path: UpstreamPath;
  readonly signal: AbortSignal;
}

/** Opens a push channel at the source's own address. No redirect, no cookie, no token. `ended` is called once. */
export async function openSocket(
  dispatcher: Dispatcher,
  call: SocketCall,
  { address, limits }: ExchangeOptions,
  ended: () => void,
): Promise<UpstreamSocket> {
  call.signal.throwIfAborted();
  const url = socketAddress(address, call.path);
  const connection: Connection = { stream: null };
  const socket = new WebSocket(url, {
    dispatcher: keepingConnection(dispatcher, connection),
    headers: { "user-agent": "pforte", "accept-encoding": "identity" },
  });
  const channel = new Channel(socket, call.signal, { limits, ended, connection });
  await channel.opened;
  return channel;
}

/** What a channel runs over, once it does; the driver itself never cuts what the other side does not close. */
interface Connection {
  stream: Duplex | null;
}

/** The same dispatcher, which also shows the connection of the channel that it opens. */
function keepingConnection(dispatcher: Dispatcher, connection: Connection): Dispatcher {
  return dispatcher.compose(
    (dispatch) => (options, handler) =>
      dispatch(
        options,
        new Proxy(handler, {
          get(target, name) {
            if (name === "onRequestUpgrade") {
              return (...[controller, status, headers, stream]: Parameters<Required<typeof target>[typeof name]>) => {
                connection.stream = stream;
                target.onRequestUpgrade?.(controller, status, headers, stream);
              };
            }
            const member: unknown = Reflect.get(target, name, target);
            return typeof member === "function" ? member.bind(target) : member;
          },
        }),
      ),
  );
}

interface ChannelOptions {
  readonly limits: UpstreamLimits;
  readonly ended: () => void;
  readonly connection: Connection;
}

/** One open channel: frames in order for one reader, signs of life, and an end that everybody is told of. */
class Channel implements UpstreamSocket {
  readonly opened: Promise<void>;
  readonly frames: AsyncIterable<string>;
  readonly #socket: WebSocket;
  readonly #limits: UpstreamLimits;
  readonly #ended: () => void;
  readonly #connection: Connection;
  readonly #waiting: string[] = [];
  readonly #stopListening: () => void;
  readonly #opening = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout;
  #wake: () => void = () => undefined;
  /** Null while it is open; then why it ended: by an error, or as it should. */
  #end: { readonly error: unknown } | null = null;

  constructor(socket: WebSocket, signal: AbortSignal, { limits, ended, connection }: ChannelOptions) {
    this.#socket = socket;
    this.#connection = connection;
    this.#limits = limits;
    this.#ended = ended;
    this.opened = this.#opening.promise;
    this.opened.catch(() => undefined);
    this.frames = this.#read();
    const late = () => this.#finish({ error: new UpstreamError("timeout", "A push channel did not open in time.") });
    this.#timer = setTimeout(late, limits.headersMilliseconds);
    const abort = () => this.#finish({ error: signal.reason });
    signal.addEventListener("abort", abort, { once: true });
    pongs.set(socket, () => this.#live());
    this.#stopListening = () => {
      signal.removeEventListener("abort", abort);
      pongs.delete(socket);
    };
    socket.addEventListener("open", () => {
      this.#live();
      this.#opening.resolve();
    });
    socket.addEventListener("message", ({ data }: { data: unknown }) => this.#take(data));
    socket.addEventListener("close", ({ code }) =>
      this.#finish({ error: code === 1000 || code === 1001 ? null : broken() }),
    );
    socket.addEventListener("error", () => this.#finish({ error: broken() }));
  }

  send(text: string): void {
    if (this.#end === null) this.#socket.send(text);
  }

  close(): void {
    this.#finish({ error: null });
  }

  /** Something came: the other side lives. Silent for long, it is asked; silent once more, it is given up. */
  #live(): void {
    if (this.#end !== null) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      ping(this.#socket);
      const silent = new UpstreamError("timeout", "A push channel fell silent.");
      this.#timer = setTimeout(() => this.#finish({ error: silent }), this.#limits.socketIdleMilliseconds);
    }, this.#limits.socketIdleMilliseconds);
  }

  #take(data: unknown): void {
    this.#live();
    if (typeof data !== "string" || this.#waiting.length >= this.#limits.frames) {
      const message = "A push channel brought something other than text, or too much of it.";
      this.#finish({ error: new UpstreamError("bad_response", message) });
      return;
    }
    this.#waiting.push(data);
    this.#wake();
  }

  #finish(end: { readonly error: unknown }): void {
    if (this.#end !== null) return;
    this.#end = end;
    clearTimeout(this.#timer);
    this.#stopListening();
    this.#opening.reject(end.error ?? broken());
    this.#socket.close();
    this.#cutSoon();
    this.#ended();
    this.#wake();
  }

  #cutSoon(): void {
    const { stream } = this.#connection;
    if (stream === null) return;
    const timer = setTimeout(() => stream.destroy(), this.#limits.farewellMilliseconds).unref();
    stream.once("close", () => clearTimeout(timer));
  }

  async *#read(): AsyncGenerator<string, void, undefined> {
    try {
      for (;;) {
        const frame = this.#waiting.shift();
        if (frame !== undefined) yield frame;
        else if (this.#end === null) await new Promise<void>((resolve) => void (this.#wake = resolve));
        else if (this.#end.error === null) return;
        else throw this.#end.error;
      }
    } finally {
      this.close();
    }
  }
}

const broken = () => new UpstreamError("unavailable", "A push channel broke.", { code: "socket_broken" });

/** The driver tells of answers to `ping` on a channel of the whole process: one listener for all, however many there are. */
const pongs = new WeakMap<object, () => void>();
diagnostics.subscribe("undici:websocket:pong", (message) => {
  if (typeof message !== "object" || message === null || !("websocket" in message)) return;
  const { websocket } = message;
  if (typeof websocket === "object" && websocket !== null) pongs.get(websocket)?.();
});
