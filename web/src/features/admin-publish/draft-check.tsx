import type { Draft } from "@pforte/shared/contract/admin-draft";
import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { SectionHead } from "#ui/section-head.tsx";
import { Findings } from "./findings.tsx";
import { publishQueries } from "./publish-queries.ts";
import type { PublishAct } from "./use-publish.ts";

/** What the linter says of exactly this version of the draft; `null` until it has. */
export function useFindings(draft: Draft): readonly LintFinding[] | null {
  const lint = useQuery(publishQueries.lint(draft.version));
  return lint.data?.version === draft.version ? lint.data.findings : null;
}

/** What the linter found, or that it is still looking; findings of the version before stay to be read until it has answered. */
export function DraftCheck({ draft, act }: { draft: Draft; act: PublishAct }): ReactElement {
  const { t } = useTopicText("adminPublish");
  const lint = useQuery(publishQueries.lint(draft.version));
  const findings = useFindings(draft);
  return (
    <section aria-labelledby="publish-check">
      <SectionHead id="publish-check" title={t("publish.check")} />
      {lint.error === null ? null : (
        <PortalFailure
          error={lint.error}
          since={lint.data === undefined ? null : new Date(lint.dataUpdatedAt)}
          isTrying={lint.isFetching}
          onRetry={() => void lint.refetch()}
        />
      )}
      {findings === null && lint.error === null ? <p className="muted">{t("publish.checking")}</p> : null}
      {findings?.length === 0 ? (
        <p className="p-fine">
          <Icon name="check" size={18} />
          {t("publish.checkFine")}
        </p>
      ) : null}
      {lint.data === undefined ? null : (
        <Findings
          findings={lint.data.findings}
          document={draft.document}
          accepted={new Set(act.input.accepted)}
          onAccept={(ids, isAccepted) => {
            const others = act.input.accepted.filter((id) => !ids.includes(id));
            act.change({ ...act.input, accepted: isAccepted ? [...others, ...ids] : others });
          }}
        />
      )}
    </section>
  );
}
