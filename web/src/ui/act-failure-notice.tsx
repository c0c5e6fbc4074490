import type { ReactElement } from "react";
import { ApiError, codeOf } from "#api/api-error.ts";
import { actFailure } from "#i18n/act-failure.ts";
import { useText } from "#i18n/use-text.tsx";
import { Icon } from "./icon.tsx";

/** Why an act was not carried out and what helps, with the number under which the log knows it. */
export function ActFailureNotice({ error }: { error: unknown }): ReactElement {
  const { t } = useText();
  const { text, remedy } = actFailure(codeOf(error), t);
  const requestId = error instanceof ApiError ? error.failure.requestId : null;
  return (
    <div className="notice notice-danger" role="alert">
      <Icon name="error" />
      <p>
        {text} {remedy}
        {requestId === null ? null : <span className="muted"> {requestId}</span>}
      </p>
    </div>
  );
}
