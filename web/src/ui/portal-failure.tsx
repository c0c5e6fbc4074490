import type { ReactElement } from "react";
import { codeOf } from "#api/api-error.ts";
import { failureTexts } from "#i18n/failure-text.ts";
import { useText } from "#i18n/use-text.tsx";
import { Icon } from "./icon.tsx";

/**
 * The portal itself did not answer: with content (`since` is its time), one line above it; without, what it is and what
 * helps.
 */
export function PortalFailure({
  error,
  since,
  isTrying = false,
  onRetry,
}: {
  error: Error;
  since: Date | null;
  isTrying?: boolean;
  onRetry: () => void;
}): ReactElement {
  const { t, time } = useText();
  const texts = failureTexts[codeOf(error)];
  const retry = (
    <button
      type="button"
      className={since === null ? "btn btn-sm" : "linkbtn stale-act"}
      aria-disabled={isTrying}
      onClick={onRetry}
    >
      {t(isTrying ? "source.tryingNow" : "source.tryNow")}
    </button>
  );
  return since === null ? (
    <div className="card-msg">
      <h3 className="is-failed">
        <Icon name="warning" />
        {t(texts.text)}
      </h3>
      <p>{t(texts.remedy)}</p>
      <p className="small muted">{codeOf(error)}</p>
      <div className="acts">{retry}</div>
    </div>
  ) : (
    <p className="stale">
      <Icon name="warning" size={16} />
      <span>
        {t("source.failureLine", { time: time(since), text: t(texts.text), remedy: t(texts.remedy) })} {retry}
      </span>
    </p>
  );
}
