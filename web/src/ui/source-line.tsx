import type { SourceOutcome } from "@pforte/shared/contract/source-outcome";
import type { ReactElement, ReactNode } from "react";
import { usePortalClient } from "#api/portal-client.tsx";
import { sourceStateTexts } from "#i18n/failure-text.ts";
import type { Text, TextKey } from "#i18n/text.ts";
import { useText } from "#i18n/use-text.tsx";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon-names.ts";

const staleTexts = {
  unavailable: "source.stale",
  timeout: "source.staleTimeout",
  throttled: "source.staleThrottled",
  degraded: "source.staleDegraded",
} as const satisfies Record<string, TextKey>;

interface SourceLineProps {
  readonly outcome: SourceOutcome;
  readonly isTrying: boolean;
  readonly onRetry: () => void;
  /** Where there is no other place that says it: also what has nothing to show says so in its line. */
  readonly isSilentToo?: boolean;
  /** What else can be done, after the remedy. */
  readonly children?: ReactNode;
}

/** One quiet line above content that stays: how old it is, what is missing, and the remedy. Nothing for what is well. */
export function SourceLine({
  outcome,
  isTrying,
  onRetry,
  isSilentToo = false,
  children,
}: SourceLineProps): ReactElement | null {
  const text = useText();
  const line = lineOf(outcome, text) ?? (isSilentToo ? silentLineOf(outcome, text) : null);
  return line === null ? null : (
    <p className={outcome.outcome.state === "not_entitled" ? "stale is-calm" : "stale"}>
      <Icon name={iconOf(outcome)} size={16} />
      <span>
        {line} <Remedy outcome={outcome} isTrying={isTrying} onRetry={onRetry} /> {children}
      </span>
    </p>
  );
}

function iconOf({ outcome }: SourceOutcome): IconName {
  switch (outcome.state) {
    case "throttled":
    case "loading":
      return "snooze";
    case "not_entitled":
      return "lock";
    case "needs_sign_in":
    case "needs_first_login":
      return "key";
    case "ok":
    case "stale":
    case "unavailable":
    case "degraded":
      return "warning";
  }
}

function Remedy({
  outcome: { name: tool, outcome },
  isTrying,
  onRetry,
}: Pick<SourceLineProps, "outcome" | "isTrying" | "onRetry">): ReactElement | null {
  const { t } = useText();
  const { kept } = usePortalClient();
  const link = "linkbtn stale-act";
  switch (outcome.state) {
    case "stale":
    case "unavailable":
      return (
        <button type="button" className={link} onClick={onRetry} aria-disabled={isTrying}>
          {t(isTrying ? "source.tryingNow" : "source.tryNow")}
        </button>
      );
    case "needs_sign_in":
      return (
        <a className={link} href={outcome.connect} onClick={() => kept.keep()}>
          {t("source.connect", { tool })}
        </a>
      );
    case "needs_first_login":
      return <OutLink href={outcome.openAt}>{t("source.openOnce", { tool })}</OutLink>;
    case "not_entitled":
      return <OutLink href={outcome.requestAccess}>{t("source.requestAccess")}</OutLink>;
    default:
      return null;
  }
}

function OutLink({ href, children }: { href: string | undefined; children: string }): ReactElement | null {
  return href === undefined ? null : (
    <a className="linkbtn stale-act" href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** What is said of content that is there. */
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

/** What is said of content that is not there. */
function silentLineOf({ name: tool, outcome }: SourceOutcome, { t, time }: Text): string | null {
  switch (outcome.state) {
    case "unavailable":
      return t("source.lineUnavailable", { tool, time: time(new Date(outcome.since)) });
    case "needs_first_login":
      return t("source.lineFirstLogin", { tool });
    case "needs_sign_in":
      return t("source.lineSignIn", { tool });
    case "not_entitled":
      return t("source.lineNotEntitled", { tool });
    case "loading":
      return t("source.loading", { tool });
    case "ok":
    case "stale":
    case "throttled":
    case "degraded":
      return null;
  }
}
