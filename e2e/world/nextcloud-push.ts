import { randomBytes } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, WebSocketServer, type WebSocket } from "ws";
import type { NextcloudChange, NextcloudWorld } from "./nextcloud-world.ts";

const tokenMilliseconds = 15_000;

interface Listener {
  readonly uid: string;
  readonly socket: WebSocket;
  wantsIds: boolean;
  readonly waiting: Map<string, { readonly ids: Set<number>; readonly timer: NodeJS.Timeout }>;
}

/** The push app: a token for one use, then a socket that says what kind of thing changed. */
export class NextcloudPush {
  isOffered = true;
  /** How long changes are gathered before one frame says so. */
  debounceMilliseconds = 50;
  readonly #tokens = new Map<string, { readonly uid: string; readonly until: number }>();
  readonly #listeners = new Set<Listener>();
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #now: () => Date;

  readonly #isPassword: (uid: string, password: string) => boolean;

  constructor(world: NextcloudWorld, isPassword: (uid: string, password: string) => boolean) {
    this.#now = world.now;
    this.#isPassword = isPassword;
    world.onChange((change) => this.#tell(change));
  }

  /** How many are listening. */
  get listening(): number {
    return this.#listeners.size;
  }

  issueToken(uid: string): string {
    const token = randomBytes(16).toString("hex");
    this.#tokens.set(token, { uid, until: this.#now().getTime() + tokenMilliseconds });
    return token;
  }

  attach(server: Server): void {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (request.url?.split("?")[0] !== "/push/ws" || !this.isOffered) return void socket.destroy();
      this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#greet(opened));
    });
  }

  /** Cuts every listener off, as a restart of the app does. */
  cut(): void {
    for (const { socket } of this.#listeners) socket.terminate();
  }

  close(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    for (const listener of this.#listeners) for (const { timer } of listener.waiting.values()) clearTimeout(timer);
    this.#sockets.close();
  }

  /** Two frames: a name, empty where a token follows, and the token. Both within the life of a token. */
  #greet(socket: WebSocket): void {
    const frames: string[] = [];
    let listener: Listener | null = null;
    const refuse = (message: string) => {
      socket.send(`err: ${message}`);
      socket.close();
    };
    const patience = setTimeout(() => refuse("Authentication timeout"), tokenMilliseconds);
    patience.unref();
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      clearTimeout(patience);
      if (listener !== null) this.#forget(listener);
    });
    socket.on("message", (data) => {
      const text = textOf(data);
      if (listener !== null) {
        if (text === "listen notify_file_id") listener.wantsIds = true;
        return;
      }
      frames.push(text);
      const [user, token] = frames;
      if (token === undefined) return;
      clearTimeout(patience);
      const uid = this.#identify(user ?? "", token);
      if (uid === null) return refuse("Invalid credentials");
      listener = { uid, socket, wantsIds: false, waiting: new Map() };
      this.#listeners.add(listener);
      socket.send("authenticated");
    });
  }

  /** A name comes with an app password, an empty one with a token. */
  #identify(user: string, secret: string): string | null {
    if (user === "") return this.#spend(secret);
    return this.#isPassword(user, secret) ? user : null;
  }

  #spend(token: string): string | null {
    const known = this.#tokens.get(token);
    this.#tokens.delete(token);
    return known !== undefined && known.until > this.#now().getTime() ? known.uid : null;
  }

  #forget(listener: Listener): void {
    for (const { timer } of listener.waiting.values()) clearTimeout(timer);
    this.#listeners.delete(listener);
  }

  #tell({ uid, topic, ids }: NextcloudChange): void {
    for (const listener of this.#listeners) {
      if (listener.uid !== uid) continue;
      const waiting = listener.waiting.get(topic);
      if (waiting !== undefined) {
        for (const id of ids) waiting.ids.add(id);
        continue;
      }
      const timer = setTimeout(() => this.#send(listener, topic), this.debounceMilliseconds);
      timer.unref();
      listener.waiting.set(topic, { ids: new Set(ids), timer });
    }
  }

  #send(listener: Listener, topic: string): void {
    const ids = [...(listener.waiting.get(topic)?.ids ?? [])];
    listener.waiting.delete(topic);
    const hasIds = topic === "file" && listener.wantsIds && ids.length > 0;
    listener.socket.send(hasIds ? `notify_file_id ${JSON.stringify(ids)}` : `notify_${topic}`);
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString();
}
