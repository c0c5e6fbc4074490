import { useMutationState, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { codeOf, isSignedOut } from "#api/api-error.ts";
import { failureTexts } from "#i18n/failure-text.ts";
import { useText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { preferencesKey } from "./change-preferences.ts";

/** Says that the last choice was not saved, where the person will see it, and offers to try again. */
export function PreferencesNotice(): ReactElement {
  const { t } = useText();
  const queries = useQueryClient();
  const last = useMutationState({
    filters: { mutationKey: preferencesKey },
    select: (mutation) => mutation,
  }).at(-1);
  const error = last?.state.error ?? null;
  return (
    <div aria-live="assertive">
      {last === undefined || error === null || isSignedOut(error) ? null : (
        <div className="notice notice-danger">
          <Icon name="error" />
          <p>
            {t("preferences.notSaved", {
              text: t(failureTexts[codeOf(error)].text),
              remedy: t(failureTexts[codeOf(error)].remedy),
            })}
          </p>
          <div className="notice-acts">
            <button
              type="button"
              className="ib"
              aria-label={t("preferences.dismiss")}
              onClick={() => queries.getMutationCache().remove(last)}
            >
              <Icon name="close" />
            </button>
          </div>
        </div>
      )}
    </div>
  );
}
