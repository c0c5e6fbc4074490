import type { Home } from "@pforte/shared/contract/home";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { cardQueries } from "#api/card-queries.ts";
import { usePortalClient, useSessionState } from "#api/portal-client.tsx";
import { useText } from "#i18n/use-text.tsx";
import { useInboxUnread } from "./badges.tsx";

/** Beside the day: what is new and what is overdue, each a jump to its card. */
export function DayNews({ home }: { home: Home }): ReactElement | null {
  const { t, calendarDay } = useText();
  const { now } = usePortalClient();
  const { kind } = useSessionState();
  const news = useInboxUnread();
  const { data: late = 0 } = useQuery({
    ...cardQueries.card("work"),
    enabled: false,
    select: ({ items }) => items.filter(({ dueOn }) => dueOn !== null && dueOn < calendarDay(now())).length,
  });
  if (home.person === null || kind !== "live") {
    return null;
  }
  return (
    <>
      {news === null || news.unread === 0 ? null : (
        <>
          {" · "}
          <a href="#inbox-card">
            {t(news.isCapped ? "home.newEntriesCapped" : "home.newEntries", { count: news.unread })}
          </a>
        </>
      )}
      {late === 0 ? null : (
        <>
          {" · "}
          <a href="#work-card">{t("home.overdue", { count: late })}</a>
        </>
      )}
    </>
  );
}
