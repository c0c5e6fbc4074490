import type { ReactElement } from "react";
import { ApiError, codeOf } from "#api/api-error.ts";
import { failureTexts } from "#i18n/failure-text.ts";
import { useText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";

/** Why an act was not carried out, and what helps; a sentence of its own where the place knows better. */
export function ActFailure({ error, sentence }: { error: Error; sentence?: string | null }): ReactElement {
  const { t } = useText();
  const texts = failureTexts[codeOf(error)];
  const requestId = error instanceof ApiError ? error.failure.requestId : null;
  return (
    <div className="notice notice-danger p-notice" role="alert">
      <Icon name="error" />
      <div>
        <p>{sentence ?? `${t(texts.text)} ${t(texts.remedy)}`}</p>
        {requestId === null ? null : <p className="small muted">{requestId}</p>}
      </div>
    </div>
  );
}
