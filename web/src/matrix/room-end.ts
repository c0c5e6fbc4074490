import type { Room } from "matrix-js-sdk/lib/models/room.js";
import type { RoomEnd } from "./model.ts";
import { plainLine } from "./plain-text.ts";
import { record, text } from "./raw-event.ts";
import { personOf, successorOf } from "./room-summary.ts";

/** Why a room cannot be used any more, or `null` where it can. */
export function roomEnd(room: Room | null, account: string, isListed: boolean): RoomEnd | null {
  if (room === null) {
    return isListed ? null : { kind: "unknown" };
  }
  const successor = room.getMyMembership() === "join" ? successorOf(room) : undefined;
  if (successor !== undefined) {
    return { kind: "replaced", room: successor };
  }
  return isListed ? null : departure(room, account);
}

function departure(room: Room, account: string): RoomEnd {
  const event = room.getMember(account)?.events.member;
  const sender = event?.getSender();
  const { membership, reason } = record(event?.getContent());
  const kind = membership === "ban" ? "banned" : "removed";
  if (sender === undefined || sender === account || (membership !== "ban" && membership !== "leave")) {
    return { kind: "left" };
  }
  return { kind, by: personOf(room, sender).name, reason: plainLine(text(reason) ?? "", 500) || null };
}
