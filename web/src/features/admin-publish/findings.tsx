import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { FindingBody } from "./finding-body.tsx";
import { Warnings, type Acceptance } from "./warnings.tsx";

/** What the linter found: errors, which stop a publication, and warnings, which ask. */
export function Findings({ findings, ...acceptance }: Acceptance & { findings: readonly LintFinding[] }): ReactElement {
  const { t } = useTopicText("adminPublish");
  const errors = findings.filter(({ severity }) => severity === "error");
  const warnings = findings.filter(({ severity }) => severity === "warning");
  return (
    <>
      {errors.length === 0 ? null : (
        <>
          <h3 id="publish-errors">{t("publish.errors", { count: errors.length })}</h3>
          <ul className="p-findings" aria-labelledby="publish-errors">
            {errors.map((finding) => (
              <li key={finding.id} className="p-finding is-error">
                <Icon name="error" size={18} />
                <FindingBody finding={finding} document={acceptance.document} />
              </li>
            ))}
          </ul>
        </>
      )}
      {warnings.length === 0 ? null : <Warnings warnings={warnings} {...acceptance} />}
    </>
  );
}
