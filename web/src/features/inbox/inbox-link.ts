import type { InboxItem } from "@pforte/shared/contract/inbox";
import type { ReplyTo } from "#ui/reply-slots.tsx";
import { roomPath } from "#ui/room-path.ts";

/** Whether there is a place where the object of an item is opened. */
export function opens({ room, object }: InboxItem): boolean {
  return room !== null || object.href !== null;
}

/** Rooms are opened in the portal, everything else in its tool, in a tab of its own. */
export function linkOf({ room, object }: InboxItem): { href: string; target?: string; rel?: string } {
  return room === null
    ? { href: object.href ?? "", target: "_blank", rel: "noopener noreferrer" }
    : { href: roomPath(room.id) };
}

/** Whom an answer to this item would go to; `null` for everything that is no room. */
export function replyToOf({ room, object }: InboxItem): ReplyTo | null {
  return room === null ? null : { room: room.id, name: object.title, message: room.message, href: object.href };
}
