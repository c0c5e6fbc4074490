import { randomBytes } from "node:crypto";
import { MatrixRoom, type MatrixEvent } from "./matrix-rooms.ts";

/** Somebody with an account. */
interface Account {
  readonly displayName: string;
  readonly direct: Map<string, string[]>;
  /** Rooms that a push rule of this person keeps silent. */
  readonly silent: Set<string>;
  /** Position of the last change of what only this person sees. */
  changedAt: number;
}

/** What a message may carry besides its text. */
export interface MessageOptions {
  readonly mentions?: readonly string[];
  readonly thread?: string;
  readonly at?: Date;
  readonly type?: string;
  readonly content?: Readonly<Record<string, unknown>>;
}

/** The rooms and accounts of one homeserver; every change has a position in one stream. */
export class MatrixHomeserver {
  readonly serverName: string;
  readonly rooms = new Map<string, MatrixRoom>();
  readonly accounts = new Map<string, Account>();
  readonly #now: () => Date;
  readonly #waiting = new Set<() => void>();
  readonly #sent = new Map<string, string>();
  #position = 0;

  constructor(serverName: string, now: () => Date) {
    this.serverName = serverName;
    this.#now = now;
  }

  get position(): number {
    return this.#position;
  }

  userId(localpart: string): string {
    return localpart.startsWith("@") ? localpart : `@${localpart.toLowerCase()}:${this.serverName}`;
  }

  /** The account, made when it is new, as a first sign-in does. */
  account(localpart: string, displayName = localpart): Account {
    const id = this.userId(localpart);
    const known = this.accounts.get(id) ?? { displayName, direct: new Map(), silent: new Set(), changedAt: 0 };
    this.accounts.set(id, known);
    return known;
  }

  createRoom(options: {
    readonly id?: string;
    readonly name?: string;
    readonly alias?: string;
    readonly type?: string;
    readonly members: readonly string[];
    readonly direct?: boolean;
    readonly encrypted?: boolean;
  }): string {
    const id = options.id ?? `!${randomBytes(9).toString("base64url")}:${this.serverName}`;
    this.rooms.set(id, new MatrixRoom(id));
    const [creator = "system"] = options.members;
    this.setState(id, creator, "m.room.create", { ...(options.type !== undefined && { type: options.type }) });
    for (const member of options.members) this.setMembership(id, member, "join");
    if (options.name !== undefined) this.setState(id, creator, "m.room.name", { name: options.name });
    if (options.alias !== undefined) this.setState(id, creator, "m.room.canonical_alias", { alias: options.alias });
    if (options.encrypted === true)
      this.setState(id, creator, "m.room.encryption", { algorithm: "m.megolm.v1.aes-sha2" });
    if (options.direct === true) this.#markDirect(id, options.members);
    return id;
  }

  setState(roomId: string, sender: string, type: string, content: Readonly<Record<string, unknown>>, key = ""): void {
    this.#add(roomId, { type, sender: this.userId(sender), content, state_key: key }, this.#now());
  }

  setMembership(
    roomId: string,
    member: string,
    membership: "join" | "invite" | "leave",
    by = member,
    isDirect = false,
  ): void {
    const displayname = this.account(member).displayName;
    const content = { membership, displayname, ...(isDirect && { is_direct: true }) };
    this.setState(roomId, by, "m.room.member", content, this.userId(member));
  }

  /** Writes a message as anybody; the tiny way in which tests and the demo page speak as another person. */
  say(roomId: string, sender: string, text: string, options: MessageOptions = {}): string {
    const mentions = (options.mentions ?? []).map((user) => this.userId(user));
    const content = options.content ?? {
      msgtype: "m.text",
      body: text,
      ...(mentions.length > 0 && { "m.mentions": { user_ids: mentions } }),
      ...(options.thread !== undefined && { "m.relates_to": { rel_type: "m.thread", event_id: options.thread } }),
    };
    const event = { type: options.type ?? "m.room.message", sender: this.userId(sender), content };
    return this.#add(roomId, event, options.at ?? this.#now());
  }

  /** Like `say`, but twice the same transaction of the same device is one message. */
  sendOnce(
    key: string,
    roomId: string,
    sender: string,
    type: string,
    content: Readonly<Record<string, unknown>>,
  ): string {
    const known = this.#sent.get(key);
    if (known !== undefined) return known;
    const id = this.say(roomId, sender, "", { type, content });
    this.#sent.set(key, id);
    return id;
  }

  read(roomId: string, user: string, eventId: string, thread: string | null = null): void {
    this.rooms.get(roomId)?.read(this.#next(), this.userId(user), eventId, thread);
    this.#wake();
  }

  isSilent(user: string, roomId: string): boolean {
    return this.accounts.get(this.userId(user))?.silent.has(roomId) ?? false;
  }

  silentRooms(user: string): readonly string[] {
    return [...(this.accounts.get(this.userId(user))?.silent ?? [])];
  }

  setSilent(user: string, roomId: string, isSilent: boolean): void {
    const account = this.account(user);
    if (isSilent) account.silent.add(roomId);
    else account.silent.delete(roomId);
    account.changedAt = this.#next();
    this.#wake();
  }

  /** Marks the newest message as read, as opening the room does. */
  readAll(roomId: string, user: string): void {
    const newest = this.rooms.get(roomId)?.events.at(-1);
    if (newest !== undefined) this.read(roomId, user, newest.event.event_id);
  }

  /** Resolves at the next change, after the time, or when the caller is gone. */
  async change(milliseconds: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds);
    const done = () => resolve();
    this.#waiting.add(done);
    signal.addEventListener("abort", done, { once: true });
    await promise;
    clearTimeout(timer);
    this.#waiting.delete(done);
    signal.removeEventListener("abort", done);
  }

  #markDirect(roomId: string, members: readonly string[]): void {
    for (const member of members) {
      const account = this.account(member);
      for (const other of members.filter((each) => each !== member)) {
        const id = this.userId(other);
        account.direct.set(id, [...(account.direct.get(id) ?? []), roomId]);
      }
      account.changedAt = this.#next();
    }
  }

  #add(roomId: string, event: Omit<MatrixEvent, "event_id" | "origin_server_ts">, at: Date): string {
    const room = this.rooms.get(roomId);
    if (room === undefined) throw new Error("There is no such room.");
    const id = `$${randomBytes(16).toString("base64url")}`;
    room.add(this.#next(), { ...event, event_id: id, origin_server_ts: at.getTime() });
    this.#wake();
    return id;
  }

  #next(): number {
    this.#position += 1;
    return this.#position;
  }

  #wake(): void {
    for (const done of this.#waiting) done();
  }
}
