import type { Home } from "@pforte/shared/contract/home";
import type { OwnSession } from "@pforte/shared/contract/own-sessions";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import "#styles/views-own-sessions.css";
import { announce } from "#ui/announcer.tsx";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { viewTitleId } from "#ui/view-head.tsx";
import { EndQuestion } from "./end-question.tsx";
import { SessionRow } from "./session-row.tsx";
import { SessionSkeleton } from "./session-skeleton.tsx";
import { ownSessionsQuery, useEnding, type EndAct } from "./use-own-sessions.ts";

/** The full view at `/account/sessions`: where the person is signed in, and how they end that. */
// oxlint-disable-next-line no-unused-vars -- all views take the same
export function OwnSessionsView(_: { home: Home }): ReactElement {
  const { t } = useTopicText("ownSessions");
  const { data, error, isFetching, dataUpdatedAt, refetch } = useQuery(ownSessionsQuery);
  const act = useEnding(sayAtTitle);
  return (
    <div className="own-view">
      <p className="muted">{t("ownSessions.text")}</p>
      <h2 className="vh">{t("ownSessions.list")}</h2>
      {error === null ? null : (
        <PortalFailure
          error={error}
          since={data === undefined ? null : new Date(dataUpdatedAt)}
          isTrying={isFetching}
          onRetry={() => void refetch()}
        />
      )}
      {data === undefined ? error === null && <SessionSkeleton /> : <Sessions sessions={data.sessions} act={act} />}
      {act.done === null ? null : (
        // Below the rows, which must not move under the pointer for it.
        <div className="notice notice-ok">
          <Icon name="check" />
          <p>{act.done}</p>
        </div>
      )}
      {act.asked === null ? null : <EndQuestion act={act} asked={act.asked} />}
    </div>
  );
}

function Sessions({ sessions, act }: { sessions: readonly OwnSession[]; act: EndAct }): ReactElement {
  const { t } = useTopicText("ownSessions");
  const others = sessions.filter(({ isCurrent }) => !isCurrent).length;
  return (
    <>
      <ul className="own-rows" aria-label={t("ownSessions.list")}>
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} onEnd={() => act.ask({ kind: "one", session })} />
        ))}
      </ul>
      {others === 0 ? (
        <p className="muted">{t("ownSessions.onlyHere")}</p>
      ) : (
        <div>
          <Button className="btn" onPress={() => act.ask({ kind: "others", count: others })}>
            {t("ownSessions.endOthers", { count: others })}
          </Button>
        </div>
      )}
    </>
  );
}

/**
 * The button that was pressed goes with its session; after the question has given the focus back to it. What is said
 * before the question is gone nobody hears: a modal dialog hides all else from screen readers.
 */
function sayAtTitle(sentence: string): void {
  requestAnimationFrame(() => {
    document.getElementById(viewTitleId)?.focus({ preventScroll: true });
    announce(sentence);
  });
}
