import type { SourceOutcome } from "@pforte/shared/contract/source-outcome";
import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import { usePortalClient } from "#api/portal-client.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import type { ChatPhase } from "#matrix/model.ts";
import { useReadable } from "#matrix/use-chat.tsx";
import type { IconName } from "#ui/icon-names.ts";
import { Icon } from "#ui/icon.tsx";
import { SourceLine } from "#ui/source-line.tsx";
import { isSilent, SourceMessage } from "#ui/source-message.tsx";
import { comingBack } from "./connect-path.ts";
import type { ChatSource } from "./listed-room.ts";
import type { RoomsText } from "./room-texts.ts";

/** Longer than a first answer takes as a rule, even of somebody who is in many rooms. */
const longMilliseconds = 10_000;

interface SourcePhaseProps {
  readonly source: ChatSource;
  /** Whether there is content that stays below; without it, what is the matter takes its place. */
  readonly hasContent: boolean;
}

/** How the page stands to a source, where that is not simply well: what is the matter, since when, and the remedy. */
export function SourcePhase({ source, hasContent }: SourcePhaseProps): ReactElement | null {
  const phase = useReadable(source.hub.phase);
  const isLong = useLong(phase);
  const text = useTopicText("rooms");
  if (phase.kind === "closed") {
    return <Closed source={source} phase={phase} hasContent={hasContent} />;
  }
  const line = lineOf(phase, source.name, isLong, text);
  return line === null ? null : (
    <p className={phase.kind === "reconnecting" ? "stale" : "stale is-calm"}>
      <Icon name={iconOf(phase)} size={16} />
      <span>
        {line}{" "}
        {phase.kind === "reconnecting" && !phase.isOffline ? (
          <button type="button" className="linkbtn stale-act" onClick={() => source.hub.retry()}>
            {text.t("source.tryNow")}
          </button>
        ) : null}
      </span>
    </p>
  );
}

type Open = Exclude<ChatPhase, { readonly kind: "closed" }>;

function lineOf(phase: Open, tool: string, isLong: boolean, { t, time }: RoomsText): string | null {
  switch (phase.kind) {
    case "live":
      return null;
    case "connecting":
      return isLong ? t("rooms.slow", { tool }) : null;
    case "reconnecting": {
      const since = time(new Date(phase.since));
      return phase.isOffline ? t("rooms.offline", { time: since }) : t("rooms.unreachable", { tool, time: since });
    }
    case "throttled":
      return t("source.throttled", { tool, time: time(new Date(phase.until)) });
  }
}

function iconOf({ kind }: Open): IconName {
  return kind === "reconnecting" ? "warning" : "snooze";
}

function Closed({
  source,
  phase,
  hasContent,
}: SourcePhaseProps & { phase: ChatPhase & { kind: "closed" } }): ReactElement | null {
  const { navigation } = usePortalClient();
  const outcome: SourceOutcome = {
    source: source.hub.source,
    name: source.name,
    outcome: comingBack(phase.outcome, navigation.here()),
  };
  const retry = (): void => source.hub.retry();
  return !hasContent && isSilent(outcome.outcome.state) ? (
    <SourceMessage outcome={outcome} toolHref={source.hub.web} isTrying={false} onRetry={retry} />
  ) : (
    <SourceLine outcome={outcome} isTrying={false} isSilentToo onRetry={retry} />
  );
}

/** Whether the first answer is under way for longer than it should be. */
function useLong(phase: ChatPhase): boolean {
  const { now } = usePortalClient();
  const since = phase.kind === "connecting" ? phase.since : null;
  const [long, setLong] = useState<number | null>(null);
  useEffect(() => {
    if (since === null) {
      return undefined;
    }
    const timer = setTimeout(() => setLong(since), Math.max(since + longMilliseconds - now().getTime(), 0));
    return () => clearTimeout(timer);
  }, [since, now]);
  return since !== null && long === since;
}
