import { lazy, useMemo, useSyncExternalStore } from "react";
import type { ReactElement, ReactNode } from "react";
import { usePortalClient } from "#api/portal-client.tsx";
import { LazyPart } from "#ui/lazy-part.tsx";
import { ReplySlotsProvider, type ReplySlots, type ReplyTo } from "#ui/reply-slots.tsx";
import { replyDeskOf } from "./reply-desk.ts";

const ReplyArea = lazy(async () => ({ default: (await import("./reply-area.tsx")).ReplyArea }));

/** Lets the rooms of a page be answered where they stand. The code comes with the first press. */
export function ReplyProvider({ children }: { children: ReactNode }): ReactElement {
  const desk = replyDeskOf(usePortalClient());
  const { version, open, busy } = useSyncExternalStore(desk.subscribe, desk.get, desk.get);
  const slots = useMemo<ReplySlots>(
    () => ({
      version,
      isOpen: (room) => open.has(room),
      toggle: (to) => (open.has(to.room) ? desk.close(to.room) : desk.open(to)),
      area: (to) =>
        open.has(to.room) || busy.has(to.room) ? (
          <LazyPart onClose={() => desk.close(to.room)}>
            <ReplyArea to={to} />
          </LazyPart>
        ) : null,
    }),
    [version, open, busy, desk],
  );
  return <ReplySlotsProvider slots={slots}>{children}</ReplySlotsProvider>;
}

/** Answers whose room is in no row that is drawn: what is not sent is never out of sight. */
export function LostReplies(): ReactElement | null {
  const desk = replyDeskOf(usePortalClient());
  const { open, stray, busy, rows } = useSyncExternalStore(desk.subscribe, desk.get, desk.get);
  const known = new Map<string, ReplyTo>([...[...open].filter(([room]) => stray.has(room)), ...busy]);
  const lost = [...known.values()].filter(({ room }) => (rows.get(room) ?? 0) === 0);
  return lost.length === 0 ? null : (
    <LazyPart onClose={() => undefined}>
      <Lost lost={lost} />
    </LazyPart>
  );
}

const Lost = lazy(async () => ({ default: (await import("./lost-area.tsx")).LostArea }));
