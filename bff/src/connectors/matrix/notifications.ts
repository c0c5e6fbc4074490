import type { CallContext } from "#connectors/kit/connector.ts";
import type { ActOutcome, NotificationSource } from "#connectors/kit/notifications.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { isJoined, join, leave, markRead, setSilent } from "./client.ts";
import { readNotificationId } from "./waiting.ts";

/** Acts on what waits in rooms; the list itself comes with the rooms (`ChatView.waiting`). */
export const matrixNotifications: NotificationSource = { setRead, isReadFinal: true, act, setMuted };

/**
 * A receipt up to the newest of the messages, room by room. It cannot be taken back: a homeserver only moves receipts
 * forward, so that "unread" is refused.
 */
async function setRead(call: CallContext, ids: readonly string[], isRead: boolean): Promise<readonly ActOutcome[]> {
  const outcomes: ActOutcome[] = [];
  for (const [room, each] of groupedByRoom(ids)) {
    const newest = each.reduce<Named | null>(
      (before, one) => (before === null || one.at > before.at ? one : before),
      null,
    );
    const state = !isRead || newest?.message == null ? "refused" : await readUpTo(call, room, newest.message);
    outcomes.push(...each.map(({ id }) => ({ id, state })));
  }
  const known = new Set(outcomes.map(({ id }) => id));
  return [...outcomes, ...ids.filter((id) => !known.has(id)).map((id) => ({ id, state: "refused" as const }))];
}

interface Named {
  readonly id: string;
  readonly message: string | null;
  readonly at: number;
}

function groupedByRoom(ids: readonly string[]): ReadonlyMap<string, readonly Named[]> {
  const rooms = new Map<string, Named[]>();
  for (const id of ids) {
    const named = readNotificationId(id);
    if (named === null) continue;
    rooms.set(named.room, [...(rooms.get(named.room) ?? []), { id, ...named }]);
  }
  return rooms;
}

async function readUpTo(call: CallContext, room: string, message: string): Promise<ActOutcome["state"]> {
  return outcomeOf(async () => markRead(call, room, message), "gone");
}

async function act(call: CallContext, id: string, action: string): Promise<ActOutcome> {
  const named = readNotificationId(id);
  if (named === null || named.message !== null) return { id, state: "refused" };
  if (action === "accept") return { id, state: await outcomeOf(async () => join(call, named.room), "overtaken") };
  if (action === "decline") {
    // An act may come days later: whoever accepted elsewhere meanwhile must not lose the room by it.
    if (await isJoined(call, named.room)) return { id, state: "overtaken" };
    return { id, state: await outcomeOf(async () => leave(call, named.room), "gone") };
  }
  return { id, state: "refused" };
}

/** A room that the person is no longer in, or an invitation that was withdrawn, answers 403 or 404. */
async function outcomeOf(work: () => Promise<void>, without: ActOutcome["state"]): Promise<ActOutcome["state"]> {
  try {
    await work();
    return "applied";
  } catch (error) {
    // Said by the homeserver itself: a person without a token is refused for the same reasons, and is not answered by it.
    if (error instanceof UpstreamError && (error.status === 403 || error.status === 404)) return without;
    throw error;
  }
}

async function setMuted(call: CallContext, thread: string, isMuted: boolean): Promise<void> {
  const room = thread.startsWith("room:") ? thread.slice("room:".length) : null;
  if (room === null) return;
  await setSilent(call, room, isMuted);
}
