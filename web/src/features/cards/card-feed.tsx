import type { Home, SourceCapability } from "@pforte/shared/contract/home";
import { portalSource } from "@pforte/shared/contract/inbox";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { cardQueries } from "#api/card-queries.ts";
import { usePortalClient, useSessionState } from "#api/portal-client.tsx";
import { concerns, lookAgain, useLive } from "#api/use-live.ts";
import { useText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { useInboxUnread } from "./badges.tsx";

/** Changes that come within this time are said once. */
const mergeMilliseconds = 1500;

/**
 * The one host of the page that listens for all cards and looks for those whose counts are on every page: inbox and chat.
 * Mounted once, on each view.
 */
export function CardFeed({ home }: { home: Home }): null {
  const feeding = (capability: SourceCapability): readonly string[] =>
    home.sources.filter(({ capabilities }) => capabilities.includes(capability)).map(({ key }) => key);
  const heard = [...feeding("notifications"), portalSource];
  useLive(
    cardQueries.card("inbox").queryKey,
    (event) => event.type === "inbox_changed" || concerns(event, "notifications", heard),
  );
  useLive(cardQueries.card("work").queryKey, (event) => concerns(event, "work", feeding("work")));
  useLive(cardQueries.card("files").queryKey, (event) => concerns(event, "files", feeding("files")));
  useLive(cardQueries.card("chat").queryKey, (event) => concerns(event, "chat", feeding("chat")));
  useCounts(feeding("chat").length > 0);
  useNewsAloud();
  return null;
}

function useCounts(hasChat: boolean): void {
  const { now } = usePortalClient();
  const isLive = useSessionState().kind === "live";
  useQuery({ ...cardQueries.card("inbox"), enabled: isLive, refetchInterval: lookAgain(now) });
  useQuery({ ...cardQueries.card("chat"), enabled: isLive && hasChat, refetchInterval: lookAgain(now) });
}

/** Whoever does not see the count hears it, when something has come and not oftener than it can be followed. */
function useNewsAloud(): void {
  const { t } = useText();
  const unread = useInboxUnread()?.unread ?? null;
  const heard = useRef<number | null>(null);
  useEffect(() => {
    const before = heard.current;
    if (unread === null || before === null || unread <= before) {
      heard.current = unread;
      return undefined;
    }
    const timer = setTimeout(() => {
      heard.current = unread;
      announce(t("card.inboxNow", { count: unread }));
    }, mergeMilliseconds);
    return () => clearTimeout(timer);
  }, [unread, t]);
}
