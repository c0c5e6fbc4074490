import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { cardQueries } from "#api/card-queries.ts";
import { useSessionState } from "#api/portal-client.tsx";
import { useText } from "#i18n/use-text.tsx";
import { Count } from "#ui/count.tsx";
import { countOf, sumOfCounts, type Sum } from "./source-counts.ts";

/** How much waits at the source of a tile. It reads what the page has fetched and never asks by itself. */
export function SourceBadge({ source }: { source: string }): ReactElement | null {
  const { data: chat } = useQuery({
    ...cardQueries.card("chat"),
    enabled: false,
    select: ({ counts }) => countOf(counts, source),
  });
  const { data: inbox } = useQuery({
    ...cardQueries.card("inbox"),
    enabled: false,
    select: ({ counts }) => countOf(counts, source),
  });
  // Rooms count all that was written, not only what calls for the person.
  return <Badge sum={chat ?? inbox ?? null} />;
}

/** How much waits in the inbox. */
export function InboxBadge(): ReactElement | null {
  return <Badge sum={useInboxUnread()} />;
}

function Badge({ sum }: { sum: Sum | null }): ReactElement | null {
  const { t } = useText();
  const { kind } = useSessionState();
  return sum === null || kind !== "live" ? null : (
    <Count value={sum.unread} isCapped={sum.isCapped} label={t("card.unreadCount", { count: sum.unread })} />
  );
}

/** How much of the inbox is unread; `null` while it is not known, or not for these eyes. */
export function useInboxUnread(): Sum | null {
  const { kind } = useSessionState();
  const { data } = useQuery({
    ...cardQueries.card("inbox"),
    enabled: false,
    select: ({ counts }) => sumOfCounts(counts),
  });
  return kind === "live" ? (data ?? null) : null;
}
