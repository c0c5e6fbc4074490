import { randomBytes } from "node:crypto";
import { MatrixAccount } from "./matrix-accounts.ts";
import { type EventContent, type MatrixEvent, pruned, threadOf, type Transaction } from "./matrix-events.ts";
import { createRoom, type RoomOptions } from "./matrix-room-creation.ts";
import type { MatrixRoom, Membership, Receipt } from "./matrix-rooms.ts";
import { ToDeviceQueues } from "./matrix-to-device.ts";

/** What a message may carry besides its text. */
export interface MessageOptions {
  readonly mentions?: readonly string[];
  readonly thread?: string;
  readonly at?: Date;
  readonly type?: string;
  readonly content?: EventContent;
}

/** An event on its way into a room. `sender` is a whole user id. */
export interface NewEvent {
  readonly type: string;
  readonly sender: string;
  readonly content: EventContent;
  readonly state_key?: string;
}

/** The rooms and accounts of one homeserver; every change has a position in one stream. */
export class MatrixHomeserver {
  readonly serverName: string;
  readonly rooms = new Map<string, MatrixRoom>();
  readonly accounts = new Map<string, MatrixAccount>();
  readonly toDevice = new ToDeviceQueues();
  #now: () => Date;
  readonly #waiting = new Set<() => void>();
  readonly #typing = new Map<string, NodeJS.Timeout>();
  #position = 0;

  constructor(serverName: string, now: () => Date) {
    this.serverName = serverName;
    this.#now = now;
  }

  get position(): number {
    return this.#position;
  }

  now(): Date {
    return this.#now();
  }

  /** Does something as if it were another time, for rooms that have a past. */
  at<Result>(moment: Date, act: () => Result): Result {
    const now = this.#now;
    this.#now = () => moment;
    try {
      return act();
    } finally {
      this.#now = now;
    }
  }

  userId(localpart: string): string {
    return localpart.startsWith("@") ? localpart : `@${localpart.toLowerCase()}:${this.serverName}`;
  }

  /** The account, made when it is new, as a first sign-in does. */
  account(localpart: string, displayName?: string): MatrixAccount {
    const id = this.userId(localpart);
    const known = this.accounts.get(id) ?? new MatrixAccount(id, displayName ?? id.slice(1, id.indexOf(":")));
    this.accounts.set(id, known);
    return known;
  }

  createRoom(options: RoomOptions): string {
    return createRoom(this, options);
  }

  setState(roomId: string, sender: string, type: string, content: EventContent, key = ""): string {
    return this.add(roomId, { type, sender: this.userId(sender), content, state_key: key });
  }

  setMembership(
    roomId: string,
    member: string,
    membership: Membership,
    by = member,
    isDirect = false,
    reason?: string,
  ): string {
    const { displayName: displayname } = this.account(member);
    const content = {
      membership,
      ...((membership === "join" || membership === "invite") && { displayname }),
      ...(isDirect && { is_direct: true }),
      ...(reason !== undefined && { reason }),
    };
    return this.setState(roomId, by, "m.room.member", content, this.userId(member));
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
    return this.add(roomId, event, { at: options.at });
  }

  react(roomId: string, sender: string, to: string, key: string, at?: Date): string {
    const content = { "m.relates_to": { rel_type: "m.annotation", event_id: to, key } };
    return this.say(roomId, sender, "", { type: "m.reaction", content, ...(at !== undefined && { at }) });
  }

  edit(roomId: string, sender: string, message: string, text: string, at?: Date): string {
    const content = {
      msgtype: "m.text",
      body: `* ${text}`,
      "m.new_content": { msgtype: "m.text", body: text },
      "m.relates_to": { rel_type: "m.replace", event_id: message },
    };
    return this.say(roomId, sender, "", { content, ...(at !== undefined && { at }) });
  }

  /** Takes the content of a message away, for everybody and for ever. */
  redact(
    roomId: string,
    sender: string,
    eventId: string,
    more: { readonly reason?: string; readonly transaction?: Transaction; readonly at?: Date } = {},
  ): string {
    const content = { redacts: eventId, ...(more.reason !== undefined && { reason: more.reason }) };
    const event = { type: "m.room.redaction", sender: this.userId(sender), content };
    const id = this.add(roomId, event, { at: more.at, transaction: more.transaction });
    const target = this.rooms.get(roomId)?.find(eventId);
    const because = this.rooms.get(roomId)?.find(id);
    if (target !== undefined && target !== null && because !== undefined && because !== null) {
      target.event = pruned(target.event);
      target.redactedBecause = because.event;
    }
    return id;
  }

  read(
    roomId: string,
    user: string,
    eventId: string,
    thread: string | null = null,
    type: Receipt["type"] = "m.read",
  ): void {
    const room = this.rooms.get(roomId);
    const ts = this.#now().getTime();
    // A receipt never goes back.
    if (room === undefined || room.isBehind(this.userId(user), type, thread, eventId)) return;
    room.read({ position: this.next(), user: this.userId(user), type, eventId, thread, ts });
    this.wake();
  }

  /** Marks the newest message as read, as opening the room does. */
  readAll(roomId: string, user: string): void {
    const newest = this.rooms.get(roomId)?.events.at(-1);
    if (newest !== undefined) this.read(roomId, user, newest.event.event_id);
  }

  /** Says that somebody is typing, until the time is over or a null says that they stopped. */
  setTyping(roomId: string, user: string, milliseconds: number | null): void {
    const room = this.rooms.get(roomId);
    if (room === undefined) return;
    const id = this.userId(user);
    const key = `${roomId} ${id}`;
    clearTimeout(this.#typing.get(key));
    if (milliseconds === null) room.typing.delete(id);
    else room.typing.add(id);
    if (milliseconds !== null) {
      const timer = setTimeout(() => this.setTyping(roomId, user, null), milliseconds);
      timer.unref();
      this.#typing.set(key, timer);
    }
    room.typingChangedAt = this.next();
    this.wake();
  }

  isSilent(user: string, roomId: string): boolean {
    return this.silentRooms(user).includes(roomId);
  }

  silentRooms(user: string): readonly string[] {
    return this.accounts.get(this.userId(user))?.rules.silentRooms() ?? [];
  }

  setSilent(user: string, roomId: string, isSilent: boolean): void {
    const { rules } = this.account(user);
    const conditions = [{ kind: "event_match", key: "room_id", pattern: roomId }];
    // As clients do it: a rule of the kind `room` would come after those for mentions.
    if (isSilent) rules.put("override", { rule_id: roomId, conditions, actions: [] });
    else rules.remove("override", roomId);
    this.rulesChanged(user);
  }

  rulesChanged(user: string): void {
    this.account(user).rules.changedAt = this.next();
    this.wake();
  }

  /** Account data of somebody; `room` null is the account itself. */
  setAccountData(user: string, room: string | null, type: string, content: EventContent): void {
    this.account(user).set(room, type, content, this.next());
    this.wake();
  }

  /** Puts a room under a tag, as favourites are. */
  tag(user: string, room: string, name: string, order: number): void {
    this.setAccountData(user, room, "m.tag", { tags: { [name]: { order } } });
  }

  /** Sends something to one device alone. */
  sendToDevice(user: string, device: string, event: NewEvent): void {
    this.toDevice.put(this.userId(user), device, this.next(), event);
    this.wake();
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

  /** Adds an event to a room and works out whom it notifies. */
  add(
    roomId: string,
    event: NewEvent,
    more: { readonly at?: Date | undefined; readonly transaction?: Transaction | undefined } = {},
  ): string {
    const room = this.rooms.get(roomId);
    if (room === undefined) throw new Error("There is no such room.");
    const id = `$${randomBytes(32).toString("base64url")}`;
    const at = more.at ?? this.#now();
    const whole: MatrixEvent = { ...event, event_id: id, origin_server_ts: at.getTime() };
    room.add({
      position: this.next(),
      event: whole,
      redactedBecause: null,
      transaction: more.transaction ?? null,
      thread: threadOf(event),
      replaces: event.state_key === undefined ? null : room.stateEvent(event.type, event.state_key),
      notified: this.#notified(room, event),
    });
    this.wake();
    return id;
  }

  next(): number {
    this.#position += 1;
    return this.#position;
  }

  wake(): void {
    for (const done of this.#waiting) done();
  }

  #notified(room: MatrixRoom, event: NewEvent): ReadonlyMap<string, readonly unknown[]> {
    const members = room.members();
    const invited = event.type === "m.room.member" && event.content["membership"] === "invite" ? event.state_key : null;
    const found = new Map<string, readonly unknown[]>();
    for (const user of invited === null || invited === undefined ? members : [...members, invited]) {
      if (user === event.sender) continue;
      const { rules, displayName } = this.account(user);
      const actions = rules.actionsFor(event, {
        room: room.id,
        memberCount: members.length,
        displayName,
        mayNotifyRoom: room.power(event.sender) >= 50,
      });
      if (actions.length > 0) found.set(user, actions);
    }
    return found;
  }
}
