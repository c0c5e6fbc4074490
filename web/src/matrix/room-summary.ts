import type { Room } from "matrix-js-sdk/lib/models/room.js";
import { messageBody, oneLine } from "./message-body.ts";
import type { ChatPerson, RoomSummary } from "./model.ts";
import { plainLine } from "./plain-text.ts";
import { record, text } from "./raw-event.ts";
import { editedContent, type RoomMemory } from "./room-memory.ts";

/** What of the account decides how a room is listed. */
export interface ListFacts {
  readonly source: string;
  readonly account: string;
  readonly direct: ReadonlySet<string>;
  readonly isMuted: (room: string) => boolean;
  readonly now: number;
  /** When an invitation was first seen: its events have no time. */
  readonly invitedAt: (room: string) => number;
}

/** A user as the room calls them, told apart where two have the same name. */
export function personOf(room: Room | null, id: string): ChatPerson {
  const name = room?.getMember(id)?.name;
  return { id, name: plainLine(name === undefined || name === id ? localpartOf(id) : name) || id };
}

function localpartOf(id: string): string {
  return /^@([^:]+):/u.exec(id)?.[1] ?? id;
}

/** The line of a room, or `null` for what is not listed: rooms that were left or replaced, and spaces. */
export function summaryOf(room: Room, memory: RoomMemory | null, facts: ListFacts): RoomSummary | null {
  const membership = room.getMyMembership();
  if (room.isSpaceRoom() || (membership === "join" && successorOf(room) !== undefined)) {
    return null;
  }
  return membership === "join" || membership === "invite" ? lineOf(room, membership, memory, facts) : null;
}

function lineOf(
  room: Room,
  membership: RoomSummary["membership"],
  memory: RoomMemory | null,
  facts: ListFacts,
): RoomSummary {
  const { roomId: id } = room;
  const isInvitation = membership === "invite";
  const invitation = isInvitation ? invitationOf(room, facts.account) : null;
  const last = lastOf(room, memory, facts);
  return {
    id,
    name: plainLine(room.name) || id,
    isDirect: facts.direct.has(id) || (invitation !== null && invitation.isDirect),
    isFavourite: room.tags["m.favourite"] !== undefined,
    isMuted: facts.isMuted(id),
    isEncrypted: room.hasEncryptionStateEvent(),
    membership,
    inviter: invitation === null ? null : invitation.inviter,
    memberCount: room.getJoinedMemberCount(),
    ...countsOf(memory),
    last,
    at: isInvitation ? facts.invitedAt(id) : lastAt(memory, last, facts.now),
  };
}

/** A sender whose clock goes wrong, or who says so, does not stand above all others for ever. */
function lastAt(memory: RoomMemory | null, last: RoomSummary["last"], now: number): number {
  return Math.min(last?.at ?? memory?.events.at(-1)?.at ?? 0, now);
}

/** What the homeserver counts; a room that the person has marked as unread has something to look at. */
function countsOf(memory: RoomMemory | null): Pick<RoomSummary, "unread" | "highlights"> {
  return memory === null
    ? { unread: 0, highlights: 0 }
    : { unread: Math.max(memory.unread, memory.isMarkedUnread ? 1 : 0), highlights: memory.highlights };
}

/** The room that follows a replaced one; `null` where it is not named, `undefined` where this one goes on. */
export function successorOf(room: Room): string | null | undefined {
  const tombstone = room.currentState.getStateEvents("m.room.tombstone", "");
  return tombstone === null ? undefined : text(record(tombstone.getContent())["replacement_room"]);
}

interface Invitation {
  readonly inviter: ChatPerson;
  readonly isDirect: boolean;
}

function invitationOf(room: Room, account: string): Invitation | null {
  const event = room.getMember(account)?.events.member;
  const sender = event?.getSender();
  return event === undefined || sender === undefined
    ? null
    : { inviter: personOf(room, sender), isDirect: record(event.getContent())["is_direct"] === true };
}

function lastOf(room: Room, memory: RoomMemory | null, facts: ListFacts): RoomSummary["last"] {
  const event = memory?.newest ?? null;
  if (memory === null || event === null) {
    return null;
  }
  const body = messageBody(facts.source, event, editedContent(event, memory.events));
  return {
    sender: personOf(room, event.sender).name,
    isOwn: event.sender === facts.account,
    kind: body.kind,
    text: oneLine(body),
    at: event.at,
  };
}

/** Invitations first, then what happened last. */
export function byNewest(one: RoomSummary, other: RoomSummary): number {
  if (one.membership !== other.membership) {
    return one.membership === "invite" ? -1 : 1;
  }
  return other.at - one.at || (one.id < other.id ? -1 : 1);
}
