import type { SourceOutcome } from "@pforte/shared/contract/source-outcome";
import type { ReactElement } from "react";
import { sourceStateTexts } from "#i18n/failure-text.ts";
import type { Text, TextKey } from "#i18n/text.ts";
import { useText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";

const staleTexts = {
  unavailable: "source.stale",
  timeout: "source.staleTimeout",
  throttled: "source.staleThrottled",
  degraded: "source.staleDegraded",
} as const satisfies Record<string, TextKey>;

/** One quiet line above content that stays: how old it is or what is missing. Nothing for states that need more. */
export function SourceLine({
  outcome,
  isTrying,
  onRetry,
}: {
  outcome: SourceOutcome;
  isTrying: boolean;
  onRetry: () => void;
}): ReactElement | null {
  const text = useText();
  const line = lineOf(outcome, text);
  return line === null ? null : (
    <p className="stale">
      <Icon name={outcome.outcome.state === "throttled" ? "snooze" : "warning"} size={16} />
      <span>
        {line}
        {outcome.outcome.state === "stale" ? (
          <>
            {" "}
            <button type="button" className="linkbtn stale-act" onClick={onRetry} aria-disabled={isTrying}>
              {text.t(isTrying ? "chat.checking" : "source.tryNow")}
            </button>
          </>
        ) : null}
      </span>
    </p>
  );
}

function lineOf({ name: tool, outcome }: SourceOutcome, { t, time }: Text): string | null {
  switch (outcome.state) {
    case "stale":
      return t(staleTexts[outcome.because], { tool, time: time(new Date(outcome.at)) });
    case "throttled":
      return t(sourceStateTexts.throttled.text, { tool, time: time(new Date(outcome.until)) });
    case "degraded":
      return t(sourceStateTexts.degraded.text, { tool, count: outcome.dropped });
    case "ok":
    case "loading":
    case "not_entitled":
    case "needs_first_login":
    case "needs_sign_in":
    case "unavailable":
      return null;
  }
}
