import { portalSource, type InboxActRequest, type IntentOutcome } from "@pforte/shared/contract/inbox";
import type { Principal } from "#storage/principal.ts";
import { announcementOf, confirmAction } from "./announcement-notes.ts";
import type { AnnouncementInbox } from "./announcements.ts";
import { threadOf } from "./inbox-threads.ts";
import { Refusal } from "./refusal.ts";

/** The thread of an announcement that an act is about, or null for everything else. */
function announced(item: string): string | null {
  const name = threadOf(item);
  return name?.source === portalSource && announcementOf(name.thread) !== null ? name.thread : null;
}

/**
 * What acts in the inbox mean for announcements: "done" puts one away where that is enough, "restore" brings it back,
 * and the entry's own action confirms it. The latter goes through no outbox: there is no tool to be reached. The first
 * are remembered like those of every other entry, which `others` does.
 */
export async function actOnAnnouncements(
  announcements: AnnouncementInbox,
  principal: Principal,
  acts: readonly InboxActRequest[],
  others: (acts: readonly InboxActRequest[]) => Promise<readonly IntentOutcome[]>,
): Promise<readonly IntentOutcome[]> {
  const isConfirmation = ({ act, item }: InboxActRequest) => act === "action" && announced(item) !== null;
  const remembered = await others(acts.filter((act) => !isConfirmation(act)));
  const outcomes = new Map(remembered.map((outcome) => [outcome.id, outcome]));
  for (const request of acts) {
    const thread = announced(request.item);
    if (thread === null) continue;
    if (isConfirmation(request)) {
      outcomes.set(request.id, { id: request.id, state: await confirmed(announcements, principal, request, thread) });
    } else if (outcomes.get(request.id)?.state === "applied") {
      if (request.act === "done") await announcements.done(principal, thread);
      if (request.act === "restore") await announcements.back(principal, thread);
    }
  }
  return acts.map(({ id }) => outcomes.get(id) ?? { id, state: "refused" });
}

async function confirmed(
  announcements: AnnouncementInbox,
  principal: Principal,
  { action }: InboxActRequest,
  thread: string,
): Promise<IntentOutcome["state"]> {
  if (action !== confirmAction) return "refused";
  try {
    await announcements.confirm(principal, thread);
    return "applied";
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.code === "conflict" ? "overtaken" : "refused";
  }
}
