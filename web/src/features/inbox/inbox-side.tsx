import type { Home } from "@pforte/shared/contract/home";
import type { Inbox } from "@pforte/shared/contract/inbox";
import type { SourceOutcome } from "@pforte/shared/contract/source-outcome";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { Link } from "react-router";
import { usePortalClient } from "#api/portal-client.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { SourceMark, sourceName } from "#ui/source-mark.tsx";
import type { InboxText } from "./inbox-texts.ts";
import type { InboxPart } from "./inbox-queries.ts";
import type { InboxActs } from "./use-inbox-acts.ts";

/** Beside the list: how each source is, what was handled, what comes back when, and what is muted. */
export function InboxSide({
  home,
  inbox,
  part,
  acts,
}: {
  home: Home;
  inbox: Inbox;
  part: InboxPart;
  acts: InboxActs;
}): ReactElement {
  const { t } = useTopicText("inbox");
  return (
    <aside className="side" aria-label={t("inbox.side")}>
      <section aria-labelledby="in-sources">
        <h2 id="in-sources">{t("inbox.sources")}</h2>
        <ul>
          {inbox.sources.map((source) => (
            <SourceRow key={source.source} home={home} source={source} />
          ))}
        </ul>
      </section>
      <Today inbox={inbox} part={part} />
      {inbox.mutes.length === 0 ? null : <Mutes home={home} mutes={inbox.mutes} acts={acts} />}
    </aside>
  );
}

function SourceRow({ home, source }: { home: Home; source: SourceOutcome }): ReactElement {
  const text = useTopicText("inbox");
  const { outcome } = source;
  const isBad = ["unavailable", "stale", "degraded"].includes(outcome.state);
  return (
    <li className="side-row">
      <SourceMark home={home} source={source.source} />
      <div>
        <span aria-hidden="true">{source.name}</span>
        <p className={isBad ? "is-bad" : undefined}>{stateOf(source, text)}</p>
        {outcome.state === "not_entitled" && outcome.requestAccess !== undefined ? (
          <a href={outcome.requestAccess} target="_blank" rel="noopener noreferrer">
            {text.t("source.requestAccess")}
          </a>
        ) : null}
        {outcome.state === "needs_sign_in" ? (
          <a href={outcome.connect}>{text.t("source.connect", { tool: source.name })}</a>
        ) : null}
        {outcome.state === "needs_first_login" && outcome.openAt !== undefined ? (
          <a href={outcome.openAt} target="_blank" rel="noopener noreferrer">
            {text.t("source.openOnce", { tool: source.name })}
          </a>
        ) : null}
      </div>
    </li>
  );
}

function stateOf({ outcome }: SourceOutcome, { t, time }: InboxText): string {
  switch (outcome.state) {
    case "ok":
      return t("inbox.state.ok", { time: time(new Date(outcome.at)) });
    case "unavailable":
      return t("inbox.state.unavailable", { time: time(new Date(outcome.since)) });
    case "stale":
      return t("inbox.state.stale", { time: time(new Date(outcome.at)) });
    case "throttled":
      return t("inbox.state.throttled", { time: time(new Date(outcome.until)) });
    case "degraded":
      return t("inbox.state.degraded", { count: outcome.dropped });
    case "loading":
    case "not_entitled":
    case "needs_sign_in":
    case "needs_first_login":
      return t(`inbox.state.${outcome.state}`);
  }
}

/** What was handled today, and what comes back next. */
function Today({ inbox, part }: { inbox: Inbox; part: InboxPart }): ReactElement | null {
  const { t } = useTopicText("inbox");
  const { now } = usePortalClient();
  const text = useTopicText("inbox");
  if (inbox.handledToday === 0 && inbox.nextReturnAt === null) {
    return null;
  }
  return (
    <section aria-labelledby="in-today">
      <h2 id="in-today">{t("inbox.today")}</h2>
      {inbox.handledToday === 0 ? null : (
        <div className="side-row">
          <span className="mark mark-portal">
            <Icon name="check" />
          </span>
          <div>
            {t("inbox.handled", { count: inbox.handledToday })}
            <p>
              {part === "history" ? t("inbox.handledHere") : <Link to="?view=history">{t("inbox.showHistory")}</Link>}
            </p>
          </div>
        </div>
      )}
      {inbox.nextReturnAt === null ? null : (
        <div className="side-row">
          <span className="mark mark-portal">
            <Icon name="snooze" />
          </span>
          <div>
            {t("inbox.nextReturn", { time: returnTime(new Date(inbox.nextReturnAt), now(), text) })}
            <p>{part === "later" ? t("inbox.laterHere") : <Link to="?view=later">{t("inbox.showLater")}</Link>}</p>
          </div>
        </div>
      )}
    </section>
  );
}

/** “heute um 14:00 Uhr”, “Dienstag, 24. November um 08:00 Uhr” */
export function returnTime(at: Date, now: Date, { t, time, day, calendarDay }: InboxText): string {
  return calendarDay(at) === calendarDay(now)
    ? t("inbox.atToday", { time: time(at) })
    : t("inbox.atDay", { day: day(at), time: time(at) });
}

function Mutes({ home, mutes, acts }: { home: Home; mutes: Inbox["mutes"]; acts: InboxActs }): ReactElement {
  const { t } = useTopicText("inbox");
  return (
    <section aria-labelledby="in-mutes">
      <h2 id="in-mutes">{t("inbox.muted")}</h2>
      <ul>
        {mutes.map(({ source, item, title }) => {
          const name = item === null ? sourceName(home, source) : (title ?? sourceName(home, source));
          return (
            <li key={item ?? source} className="side-row">
              <SourceMark home={home} source={source} />
              <div>
                {name}
                <p>
                  <Button
                    className="linkbtn"
                    aria-label={t("inbox.unmuteOf", { title: name })}
                    onPress={() =>
                      item === null ? acts.muteSource(source, name, false) : acts.unmute({ item, title: name })
                    }
                  >
                    {t("inbox.unmute")}
                  </Button>
                </p>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
