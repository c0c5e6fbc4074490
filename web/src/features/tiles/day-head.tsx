import type { ReactElement, ReactNode } from "react";
import { useText } from "#i18n/use-text.tsx";
import { viewTitleId } from "#ui/view-head.tsx";

/** The day as the page's heading; the server's instant, so that it is the same day before and after hydration. */
export function DayHead({
  now,
  welcome = null,
  children,
}: {
  now: string;
  /** What the portal says to everybody, below the day. */
  welcome?: string | null;
  children?: ReactNode;
}): ReactElement {
  const { t, day, calendarWeek } = useText();
  const at = new Date(now);
  return (
    <div className="page-head">
      <h1 id={viewTitleId} tabIndex={-1}>
        {day(at)}
      </h1>
      <p>
        {t("home.week", { week: calendarWeek(at) })}
        {children}
      </p>
      {welcome === null ? null : <p className="welcome">{welcome}</p>}
    </div>
  );
}
