import { webAddress, type Desk } from "./desk.ts";
import { echoEntry, entriesOf, isShown, type Scene } from "./entries.ts";
import type { Answered } from "./answered.ts";
import type { Members } from "./members.ts";
import type { ChatPerson, RoomSummary, TalkState, TimelineEntry } from "./model.ts";
import { plainLine } from "./plain-text.ts";
import { isSame, keepSame } from "./readable.ts";
import { roomEnd } from "./room-end.ts";
import { personOf } from "./room-summary.ts";
import type { Timeline } from "./timeline.ts";

/** What is known of an open room. */
export interface TalkParts {
  readonly room: string;
  readonly desk: Desk;
  readonly timeline: Timeline;
  readonly answered: Answered;
  readonly members: Members;
}

/** The state of a room before anything of it is known. */
export function firstState({ room, desk }: Pick<TalkParts, "room" | "desk">): TalkState {
  return {
    room: unknownRoom(room),
    entries: [],
    older: "none",
    hasNewer: false,
    readUpTo: null,
    typing: [],
    ended: null,
    uploadLimit: null,
    members: [],
    href: webAddress(desk, room),
  };
}

/** The room as it is now; the same object where it says the same as before, and so in its parts. */
export function nextState(parts: TalkParts, before: TalkState): TalkState {
  const { room: id, desk, timeline, members } = parts;
  const listed = desk.book.summary(id);
  const room = listed ?? before.room;
  const memory = desk.book.memory(id);
  const others = (memory?.typing ?? []).filter((user) => user !== desk.account);
  const next: TalkState = {
    ...before,
    room,
    entries: entriesNow(parts, room, before.entries),
    older: isReadable(room) ? timeline.older : "none",
    hasNewer: isReadable(room) && !timeline.isAtEnd,
    // As it was when the room was first seen: what follows is new for as long as it is looked at.
    readUpTo: before.room.at === never ? lastShown(timeline, memory?.fullyRead ?? null) : before.readUpTo,
    typing: others.map((user) => personIn(parts, user).name),
    ended: desk.book.hasSynced ? roomEnd(desk.library().room(id), desk.account, listed !== null) : null,
    uploadLimit: desk.uploadLimit.get(),
    members: members.all,
  };
  return isSame(before, next) ? before : next;
}

/** Clients mark whatever came last as read, which may be a reaction or an edit; here it is the message before that. */
function lastShown({ events }: Timeline, id: string | null): string | null {
  const place = events.findIndex((event) => event.id === id);
  return events.slice(0, place + 1).findLast(isShown)?.id ?? id;
}

/** Whether its messages can be shown: what is encrypted has none that this page could read. */
export function isReadable({ isEncrypted, membership }: RoomSummary): boolean {
  return !isEncrypted && membership === "join";
}

function entriesNow(parts: TalkParts, room: RoomSummary, before: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const { desk, timeline } = parts;
  const scene = sceneOf(parts);
  // What was refused because the room is encrypted is there all the same, for its person to take back.
  const echoes = timeline.isAtEnd ? desk.outboxes.of(parts.room).items.map((item) => echoEntry(scene, item)) : [];
  return keepSame(before, [...(isReadable(room) ? entriesOf(scene) : []), ...echoes], ({ key }) => key);
}

function sceneOf(parts: TalkParts): Scene {
  const { room, desk, timeline, answered } = parts;
  const known = desk.library().room(room);
  const power = known?.getMember(desk.account)?.powerLevel ?? 0;
  return {
    account: desk.account,
    bodyOf: (event, content) => timeline.bodyOf(event, content),
    events: timeline.events,
    relations: timeline.relations,
    receipts: desk.book.memory(room)?.receipts ?? new Map<string, string>(),
    person: (user) => personIn(parts, user),
    keyOf: (event) => desk.outboxes.keyOf(event),
    elsewhere: (event) => answered.get(event),
    threadHref: (event) => webAddress(desk, room, event),
    mayRedactOthers: known?.currentState.hasSufficientPowerLevelFor("redact", power) === true,
    mayAct: known?.getMyMembership() === "join",
    mayCallAll: (user) => known?.currentState.mayTriggerNotifOfType("room", user) === true,
  };
}

/** The list of members tells all people apart; until it is there, or where it is too long, the client library those it knows. */
function personIn({ room, desk, timeline, members }: TalkParts, user: string): ChatPerson {
  const listed = members.nameOf(user);
  if (listed !== undefined) {
    return { id: user, name: listed };
  }
  const known = desk.library().room(room);
  if (known !== null && known.getMember(user) !== null) {
    return personOf(known, user);
  }
  const name = plainLine(timeline.names.get(user) ?? "");
  return name === "" ? personOf(known, user) : { id: user, name };
}

/** When something last happened in a room that is not known (yet). */
const never = -1;

/** A room of which the homeserver has said nothing (yet), such as that of an old address. */
function unknownRoom(id: string): RoomSummary {
  return {
    id,
    name: "",
    isDirect: false,
    isFavourite: false,
    isMuted: false,
    isEncrypted: false,
    membership: "join",
    inviter: null,
    memberCount: 0,
    unread: 0,
    highlights: 0,
    last: null,
    at: never,
  };
}
