import type { Home } from "@pforte/shared/contract/home";
import { portalSource, type Inbox } from "@pforte/shared/contract/inbox";
import type { SourceOutcome } from "@pforte/shared/contract/source-outcome";
import { useSyncExternalStore } from "react";
import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { SourceLine } from "#ui/source-line.tsx";
import { isSilent } from "#ui/source-message.tsx";
import { toolHrefOf } from "#ui/tool-href.ts";
import type { InboxActs } from "./use-inbox-acts.ts";

interface InboxSourcesProps {
  readonly home: Home;
  readonly inbox: Inbox;
  readonly acts: InboxActs;
  readonly isTrying: boolean;
  readonly onRetry: () => void;
}

/** Above the list and never instead of it: which sources are old or silent, and what is still on its way. */
export function InboxSources({ home, inbox, acts, isTrying, onRetry }: InboxSourcesProps): ReactElement {
  const { t } = useTopicText("inbox");
  const isOnline = useOnline();
  // That a tool is not for this person is said beside the list, once and quietly.
  const concerned = inbox.sources.filter(({ outcome }) => outcome.state !== "not_entitled");
  const tools = concerned.filter(({ source }) => source !== portalSource);
  const queued = acts.sent.filter(({ state }) => state === "queued").length;
  const isAllDown = tools.length > 1 && tools.every(({ outcome }) => outcome.state === "unavailable");
  return (
    <div className="src-lines">
      {isOnline ? null : <Line>{t("inbox.offline")}</Line>}
      {queued > 0 ? <Line>{t("inbox.queued", { count: queued })}</Line> : null}
      {inbox.waiting > 0 ? <Line>{t("inbox.waiting", { count: inbox.waiting })}</Line> : null}
      {isAllDown ? (
        <AllDown home={home} tools={tools} isTrying={isTrying} onRetry={onRetry} />
      ) : (
        concerned.map((source) => (
          <SourceLine key={source.source} outcome={source} isTrying={isTrying} onRetry={onRetry} isSilentToo />
        ))
      )}
      {inbox.items.length === 0 && concerned.some(({ outcome }) => outcome.state === "loading") ? (
        <RowSkeletons rows={4} label={t("inbox.loading")} />
      ) : null}
    </div>
  );
}

/** Whether each source that is this person's has said what it has; only then nothing is all there is. */
export function hasSpoken(sources: readonly SourceOutcome[]): boolean {
  return sources.every(
    ({ outcome }) =>
      outcome.state === "not_entitled" ||
      (!isSilent(outcome.state) && outcome.state !== "loading" && outcome.state !== "throttled"),
  );
}

function Line({ children }: { children: string }): ReactElement {
  return (
    <p className="stale is-calm">
      <Icon name="history" size={16} />
      <span>{children}</span>
    </p>
  );
}

/** No tool answers: said once, with the remedy and the ways around it. */
function AllDown({
  home,
  tools,
  isTrying,
  onRetry,
}: {
  home: Home;
  tools: readonly SourceOutcome[];
  isTrying: boolean;
  onRetry: () => void;
}): ReactElement {
  const { t, time } = useTopicText("inbox");
  const since = tools
    .flatMap(({ outcome }) => (outcome.state === "unavailable" ? [outcome.since] : []))
    .toSorted()
    .at(0);
  return (
    <div className="card-msg">
      <h2 className="is-failed">
        <Icon name="warning" />
        {t("inbox.allDownTitle")}
      </h2>
      <p>{t("inbox.allDown", { time: time(new Date(since ?? 0)) })}</p>
      <div className="acts">
        <button type="button" className="btn btn-sm" onClick={onRetry} aria-disabled={isTrying}>
          {t(isTrying ? "source.tryingNow" : "source.tryNow")}
        </button>
        {tools.map(({ source, name }) => {
          const href = toolHrefOf(home, source);
          return href === null ? null : (
            <a key={source} className="btn btn-quiet btn-sm" href={href} target="_blank" rel="noopener noreferrer">
              {t("source.openDirectly", { tool: name })}
            </a>
          );
        })}
      </div>
    </div>
  );
}

function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      globalThis.addEventListener("online", listener);
      globalThis.addEventListener("offline", listener);
      return () => {
        globalThis.removeEventListener("online", listener);
        globalThis.removeEventListener("offline", listener);
      };
    },
    () => navigator.onLine,
    () => true,
  );
}
