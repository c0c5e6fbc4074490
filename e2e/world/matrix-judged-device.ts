import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

/** Where the client API is judged: a stand-in or a real homeserver with the same three people. */
export interface JudgedHomeserver {
  readonly address: string;
  readonly serverName: string;
  /** Signs a new device of somebody in; `wantsRefresh` gives it an access token that runs out. */
  signIn(person: JudgedPerson, wantsRefresh?: boolean): Promise<JudgedSignIn>;
  /** Lets access tokens that run out do so. */
  outliveTokens(): Promise<void>;
  /** Makes sends wait, where there is a way to; null is the end of it. */
  readonly limitSends?: (milliseconds: number | null) => void;
}

export type JudgedPerson = "ines" | "tobias" | "rosa";

export interface JudgedSignIn {
  readonly user: string;
  readonly device: string;
  readonly token: string;
  readonly refresh: string | null;
}

export interface JudgedReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

/** What stands at a path of a reply; undefined where there is nothing. */
export function pick(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return inner.at(Number(key));
    return typeof inner === "object" && inner !== null ? new Map(Object.entries(inner)).get(String(key)) : undefined;
  }, value);
}

export function pickText(value: unknown, ...path: readonly (string | number)[]): string {
  const found = pick(value, ...path);
  assert.equal(typeof found, "string", `no text at ${path.join("/")} of ${JSON.stringify(value)}`);
  return String(found);
}

export function pickList(value: unknown, ...path: readonly (string | number)[]): unknown[] {
  const found = pick(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The texts of messages, in their order; null for what has none. */
export const bodies = (events: readonly unknown[]): unknown[] => events.map((event) => pick(event, "content", "body"));

export const ids = (events: readonly unknown[]): unknown[] => events.map((event) => pick(event, "event_id"));

/** Texts in the order of the alphabet, where theirs says nothing. */
export const texts = (values: readonly unknown[]): string[] => values.map(String).toSorted();

export const encode = encodeURIComponent;

// No call to sync is like another: a homeserver answers one that is repeated from memory.
let syncs = 0;

/** One device and its calls of the client API. */
export class JudgedDevice {
  readonly homeserver: JudgedHomeserver;
  readonly user: string;
  readonly id: string;
  readonly token: string;
  readonly refresh: string | null;

  constructor(homeserver: JudgedHomeserver, { user, device, token, refresh }: JudgedSignIn) {
    this.homeserver = homeserver;
    this.user = user;
    this.id = device;
    this.token = token;
    this.refresh = refresh;
  }

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<JudgedReply> {
    const whole = path.startsWith("/_matrix") ? path : `/_matrix/client/v3${path}`;
    const reply = await fetch(`${this.homeserver.address}${whole}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...headers },
      ...(body !== undefined && { body: written(body) }),
    });
    const bytes = Buffer.from(await reply.arrayBuffer());
    const isJson = reply.headers.get("content-type")?.includes("json") === true;
    const parsed: unknown = isJson ? JSON.parse(bytes.toString()) : null;
    return { status: reply.status, body: parsed, headers: reply.headers, bytes };
  }

  /** The body of a call that must succeed. */
  async done(method: string, path: string, body?: unknown): Promise<unknown> {
    const reply = await this.ask(method, path, body);
    assert.equal(reply.status, 200, `${method} ${path} gave ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  /** That a call is refused, with this status and error code. */
  async refused(status: number, errcode: string, method: string, path: string, body?: unknown): Promise<JudgedReply> {
    const reply = await this.ask(method, path, body);
    const found = [reply.status, pick(reply.body, "errcode")];
    assert.deepEqual(found, [status, errcode], `${method} ${path} gave ${JSON.stringify(reply.body)}`);
    assert.equal(typeof pick(reply.body, "error"), "string");
    return reply;
  }

  async send(room: string, content: object, type = "m.room.message", transaction: string = randomUUID()) {
    const path = `/rooms/${encode(room)}/send/${type}/${encode(transaction)}`;
    return pickText(await this.done("PUT", path, content), "event_id");
  }

  async say(room: string, body: string, more: object = {}): Promise<string> {
    return this.send(room, { msgtype: "m.text", body, ...more });
  }

  async react(room: string, to: string, key: string): Promise<string> {
    return this.send(room, { "m.relates_to": { rel_type: "m.annotation", event_id: to, key } }, "m.reaction");
  }

  async redact(room: string, event: string, reason?: string): Promise<string> {
    const path = `/rooms/${encode(room)}/redact/${encode(event)}/${randomUUID()}`;
    return pickText(await this.done("PUT", path, reason === undefined ? {} : { reason }), "event_id");
  }

  async receipt(room: string, event: string, type = "m.read", thread?: string): Promise<void> {
    const body = thread === undefined ? {} : { thread_id: thread };
    await this.done("POST", `/rooms/${encode(room)}/receipt/${type}/${encode(event)}`, body);
  }

  async sync(since: string | null, filter: object = {}, more: Record<string, string> = {}): Promise<unknown> {
    syncs += 1;
    const query = new URLSearchParams({
      timeout: String(syncs),
      set_presence: "offline",
      filter: JSON.stringify(filter),
      ...more,
    });
    if (since !== null) query.set("since", since);
    return this.done("GET", `/sync?${query.toString()}`);
  }

  /** Where the stream is now. */
  async now(): Promise<string> {
    return pickText(await this.sync(null, { room: { rooms: [] } }), "next_batch");
  }

  /** What a sync says of one room that the person is in. */
  async room(room: string, since: string | null = null, filter: object = {}): Promise<unknown> {
    // From the beginning on, other rooms would make the answer large; a filter by rooms leaves account data out.
    const parts = new Map<string, unknown>(Object.entries(filter));
    const only = since === null ? { room: { ...Object(parts.get("room")), rooms: [room] } } : {};
    return pick(await this.sync(since, { ...filter, ...only }), "rooms", "join", room);
  }

  async counts(room: string): Promise<readonly [unknown, unknown]> {
    const filter = { room: { rooms: [room], timeline: { limit: 1 } } };
    const counts = pick(await this.room(room, null, filter), "unread_notifications");
    return [pick(counts, "notification_count"), pick(counts, "highlight_count")];
  }

  async messages(room: string, query: Record<string, string>): Promise<unknown> {
    return this.done("GET", `/rooms/${encode(room)}/messages?${new URLSearchParams(query).toString()}`);
  }

  async event(room: string, event: string): Promise<unknown> {
    return this.done("GET", `/rooms/${encode(room)}/event/${encode(event)}`);
  }
}

function written(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

/** A case of the contract: what a client may rely on at every homeserver. */
export interface ClientCase {
  readonly name: string;
  readonly run: (stage: CaseStage) => Promise<void>;
}

/** What a case works with: two people with a device each, and rooms of its own. */
export interface CaseStage {
  readonly homeserver: JudgedHomeserver;
  readonly ines: JudgedDevice;
  readonly tobias: JudgedDevice;
  readonly device: (person: JudgedPerson, wantsRefresh?: boolean) => Promise<JudgedDevice>;
  /** A room that Tobias made and Ines joined. */
  readonly room: (options?: object) => Promise<string>;
  /** A room that Tobias made and Ines is invited to. */
  readonly invitation: (options?: object) => Promise<string>;
}

export async function openCaseStage(homeserver: JudgedHomeserver): Promise<CaseStage> {
  const device = async (person: JudgedPerson, wantsRefresh = false) =>
    new JudgedDevice(homeserver, await homeserver.signIn(person, wantsRefresh));
  const [ines, tobias] = await Promise.all([device("ines"), device("tobias")]);
  const invitation = async (options: object = {}) => {
    const body = { preset: "private_chat", invite: [ines.user], ...options };
    return pickText(await tobias.done("POST", "/createRoom", body), "room_id");
  };
  return {
    homeserver,
    ines,
    tobias,
    device,
    invitation,
    room: async (options) => {
      const room = await invitation(options);
      await ines.done("POST", `/rooms/${encode(room)}/join`, {});
      return room;
    },
  };
}
