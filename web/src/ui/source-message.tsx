import type { SourceOutcome, SourceState } from "@pforte/shared/contract/source-outcome";
import type { ReactElement, ReactNode } from "react";
import { usePortalClient } from "#api/portal-client.tsx";
import { sourceStateTexts } from "#i18n/failure-text.ts";
import { useText } from "#i18n/use-text.tsx";
import type { IconName } from "./icon-names.ts";
import { Icon } from "./icon.tsx";

/** The states in which a source has nothing to show; each says what it is and what helps. */
export type SilentState = Extract<
  SourceState["state"],
  "not_entitled" | "needs_first_login" | "needs_sign_in" | "unavailable"
>;

const icons = {
  not_entitled: "lock",
  needs_first_login: "key",
  needs_sign_in: "key",
  unavailable: "warning",
} as const satisfies Record<SilentState, IconName>;

/** Whether this state has a message of its own in place of content. */
export function isSilent(state: SourceState["state"]): state is SilentState {
  return Object.hasOwn(icons, state);
}

interface SourceMessageProps {
  readonly outcome: SourceOutcome;
  /** Where the tool itself is, from the tile that leads there. */
  readonly toolHref: string | null;
  readonly isTrying: boolean;
  readonly onRetry: () => void;
  /** Puts away what only says that there is no access; without it, it stays. */
  readonly onHide?: () => void;
}

/** Stands where the content of a source would: what is the matter, since when, and the remedy first. */
export function SourceMessage(props: SourceMessageProps): ReactElement | null {
  const { t, time } = useText();
  const { name: tool, outcome } = props.outcome;
  if (!isSilent(outcome.state)) {
    return null;
  }
  const texts = sourceStateTexts[outcome.state];
  const since = outcome.state === "unavailable" ? { time: time(new Date(outcome.since)) } : {};
  return (
    <div className="card-msg">
      <h3 className={outcome.state === "unavailable" ? "is-failed" : undefined}>
        <Icon name={icons[outcome.state]} />
        {t(texts.title, { tool })}
      </h3>
      <p>{t(texts.text, { tool, ...since })}</p>
      <div className="acts">
        <Remedies {...props} />
      </div>
    </div>
  );
}

function Remedies(props: SourceMessageProps): ReactNode {
  const { name: tool, outcome } = props.outcome;
  switch (outcome.state) {
    case "not_entitled":
      return <AskAccess href={outcome.requestAccess ?? null} onHide={props.onHide ?? null} />;
    case "needs_first_login":
      return <OpenOnce href={outcome.openAt ?? props.toolHref} tool={tool} />;
    case "needs_sign_in":
      return <Connect href={outcome.connect} tool={tool} />;
    case "unavailable":
      return <TryAgain {...props} tool={tool} />;
    default:
      return null;
  }
}

function AskAccess({ href, onHide }: { href: string | null; onHide: (() => void) | null }): ReactElement {
  const { t } = useText();
  return (
    <>
      {href === null ? null : <OutLink href={href}>{t("source.requestAccess")}</OutLink>}
      {onHide === null ? null : (
        <button type="button" className="btn btn-quiet btn-sm" onClick={onHide}>
          {t("source.hide")}
        </button>
      )}
    </>
  );
}

function OpenOnce({ href, tool }: { href: string | null; tool: string }): ReactElement | null {
  const { t } = useText();
  return href === null ? null : <OutLink href={href}>{t("source.openOnce", { tool })}</OutLink>;
}

function Connect({ href, tool }: { href: string; tool: string }): ReactElement {
  const { t } = useText();
  const { kept } = usePortalClient();
  return (
    <a className="btn btn-primary btn-sm" href={href} onClick={() => kept.keep()}>
      {t("source.connect", { tool })}
    </a>
  );
}

function TryAgain({ tool, toolHref, isTrying, onRetry }: SourceMessageProps & { tool: string }): ReactElement {
  const { t } = useText();
  return (
    <>
      <button type="button" className="btn btn-sm" onClick={onRetry} aria-disabled={isTrying}>
        {t(isTrying ? "source.tryingNow" : "source.tryNow")}
      </button>
      {toolHref === null ? null : (
        <a className="btn btn-quiet btn-sm" href={toolHref} target="_blank" rel="noopener noreferrer">
          {t("source.openDirectly", { tool })}
        </a>
      )}
    </>
  );
}

function OutLink({ href, children }: { href: string; children: ReactNode }): ReactElement {
  return (
    <a className="btn btn-sm" href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
