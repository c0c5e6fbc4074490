import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useSessionState } from "#api/portal-client.tsx";
import { useText } from "#i18n/use-text.tsx";
import { Count } from "#ui/count.tsx";
import { chatQueries } from "./chat-queries.ts";
import { countsOf } from "./source-counts.ts";

/** How much waits at the source of a tile. It reads what the card has fetched and never asks by itself. */
export function SourceBadge({ source }: { source: string }): ReactElement | null {
  const { t } = useText();
  const { kind } = useSessionState();
  const { data: counts } = useQuery({
    ...chatQueries.rooms(),
    enabled: false,
    select: (rooms) => countsOf(rooms.counts, source),
  });
  if (kind !== "live" || counts === undefined || counts === null) {
    return null;
  }
  return <Count value={counts.unread} label={t("chat.unreadCount", { count: counts.unread })} />;
}
