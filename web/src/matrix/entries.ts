import { oneLine } from "./message-body.ts";
import type { ChatMessageEntry, ChatPerson, MessageBody, Reaction, TimelineEntry } from "./model.ts";
import { noticeEntry } from "./notice-entry.ts";
import type { Outgoing } from "./outbox.ts";
import { answeredBy, isMessage, isRedacted, list, record, relationOf, type Json, type RawEvent } from "./raw-event.ts";
import type { Relations } from "./relations.ts";

/** What the entries of a room are made from. */
export interface Scene {
  readonly account: string;
  readonly bodyOf: (event: RawEvent, content: Json) => MessageBody;
  readonly events: readonly RawEvent[];
  readonly relations: Relations;
  readonly receipts: ReadonlyMap<string, string>;
  readonly person: (user: string) => ChatPerson;
  /** The key of the echo that an own message began as. */
  readonly keyOf: (event: string) => string;
  /** A message that is answered and not in the window, as far as it is known. */
  readonly elsewhere: (event: string) => RawEvent | null;
  readonly threadHref: (event: string) => string | null;
  /** Whether the person may remove what others wrote. */
  readonly mayRedactOthers: boolean;
  readonly mayAct: boolean;
  /** Whether somebody may call all of the room at once. */
  readonly mayCallAll: (user: string) => boolean;
}

/** The window as it is shown: messages of the room and what happened to it; edits and reactions are part of their message. */
export function entriesOf(scene: Scene): TimelineEntry[] {
  const readers = readersOf(scene);
  return scene.events.flatMap((event) => {
    if (isShown(event)) {
      return messageEntry(scene, event, readers.get(event.id) ?? []);
    }
    return event.stateKey === null ? [] : (noticeEntry(event, (user) => scene.person(user).name) ?? []);
  });
}

/** Answers in a thread are counted at its first message and read in the web client. */
export function isShown(event: RawEvent): boolean {
  return isMessage(event) && relationOf(event)?.kind !== "thread";
}

/** A message that the homeserver does not show yet, as it will be shown. */
export function echoEntry(scene: Scene, { key, id, at, content, delivery }: Outgoing): ChatMessageEntry {
  const event = { id: id ?? "", type: "m.room.message", sender: scene.account, at, content };
  const entry = messageEntry(scene, { ...event, stateKey: null, unsigned: {}, redacts: null }, []);
  return { ...entry, key, id, delivery, canEdit: false, canRedact: false };
}

function messageEntry(scene: Scene, event: RawEvent, readers: readonly string[]): ChatMessageEntry {
  const { account, relations, mayAct } = scene;
  const isOwn = event.sender === account;
  const edit = isRedacted(event) ? null : relations.editOf(event);
  const content = edit ?? event.content;
  const body = scene.bodyOf(event, content);
  const isGone = body.kind === "redacted";
  return {
    kind: "message",
    key: scene.keyOf(event.id),
    id: event.id,
    sender: scene.person(event.sender),
    isOwn,
    at: event.at,
    body,
    ...(isGone
      ? { replyTo: null, mentionsMe: false, reactions: [] }
      : {
          replyTo: replyOf(scene, event),
          mentionsMe: !isOwn && mentions(scene, event, content),
          reactions: reactionsOf(scene, event.id),
        }),
    isEdited: edit !== null,
    thread: threadOf(scene, event.id),
    readers,
    delivery: { kind: "sent" },
    canEdit: mayAct && isOwn && body.kind === "text",
    canRedact: mayAct && !isGone && (isOwn || scene.mayRedactOthers),
  };
}

function threadOf({ relations, threadHref }: Scene, id: string): ChatMessageEntry["thread"] {
  const count = relations.answersOf(id);
  return count === 0 ? null : { count, href: threadHref(id) };
}

function mentions({ account, mayCallAll }: Scene, { sender }: RawEvent, content: Json): boolean {
  const said = record(content["m.mentions"]);
  return (said["room"] === true && mayCallAll(sender)) || list(said["user_ids"]).includes(account);
}

function replyOf(scene: Scene, event: RawEvent): ChatMessageEntry["replyTo"] {
  const id = answeredBy(event);
  if (id === null) {
    return null;
  }
  const answered = scene.events.find((each) => each.id === id) ?? scene.elsewhere(id);
  if (answered === null || scene.relations.isRemoved(id)) {
    return { id, sender: answered === null ? null : scene.person(answered.sender).name, text: null };
  }
  const edit = isRedacted(answered) ? null : scene.relations.editOf(answered);
  const body = scene.bodyOf(answered, edit ?? answered.content);
  return { id, sender: scene.person(answered.sender).name, text: oneLine(body) };
}

function reactionsOf({ relations, account, person }: Scene, id: string): Reaction[] {
  return [...relations.reactionsOf(id)].map(([key, events]) => ({
    key,
    count: events.length,
    isOwn: events.some(({ sender }) => sender === account),
    names: events.filter(({ sender }) => sender !== account).map(({ sender }) => person(sender).name),
  }));
}

/** Up to which message others have read, where it is in the window: by their receipt, or because they wrote it. */
function readersOf({ events, receipts, account, person }: Scene): ReadonlyMap<string, readonly string[]> {
  const places = new Map(events.map(({ id }, index) => [id, index]));
  const furthest = new Map<string, number>();
  for (const [user, event] of receipts) {
    const place = places.get(event);
    if (place !== undefined && user !== account) {
      furthest.set(user, place);
    }
  }
  for (const [index, { sender }] of events.entries()) {
    if ((furthest.get(sender) ?? index) < index) {
      furthest.set(sender, index);
    }
  }
  const readers = new Map<string, string[]>();
  for (const [user, place] of furthest) {
    // A receipt may be for an edit or a reaction; what was read is the message before it.
    const shown = events.slice(0, place + 1).findLast(isShown);
    // Whoever wrote a message has read it; that is not worth telling.
    if (shown !== undefined && shown.sender !== user) {
      const names = readers.get(shown.id) ?? [];
      names.push(person(user).name);
      readers.set(shown.id, names);
    }
  }
  return readers;
}
