import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import type { ReactElement } from "react";
import { Checkbox } from "react-aria-components";
import { Link } from "react-router";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { findingHref, findingText } from "./finding-text.ts";

interface FindingsProps {
  readonly findings: readonly LintFinding[];
  readonly document: PortalConfiguration;
  readonly accepted: ReadonlySet<string>;
  readonly onAccept: (ids: readonly string[], isAccepted: boolean) => void;
}

/** What the linter found: errors, which stop a publication, and warnings, each of which is accepted by itself. */
export function Findings({ findings, document, accepted, onAccept }: FindingsProps): ReactElement {
  const { t } = useTopicText("adminPublish");
  const errors = findings.filter(({ severity }) => severity === "error");
  const warnings = findings.filter(({ severity }) => severity === "warning");
  const open = warnings.filter(({ id }) => !accepted.has(id));
  return (
    <>
      {errors.length === 0 ? null : (
        <>
          <h3 id="publish-errors">{t("publish.errors", { count: errors.length })}</h3>
          <ul className="p-findings" aria-labelledby="publish-errors">
            {errors.map((finding) => (
              <li key={finding.id} className="p-finding is-error">
                <Icon name="error" size={18} />
                <FindingBody finding={finding} document={document} />
              </li>
            ))}
          </ul>
        </>
      )}
      {warnings.length === 0 ? null : (
        <>
          <h3 id="publish-warnings">{t("publish.warnings", { count: warnings.length })}</h3>
          <p className="small muted">{t("publish.warningsText")}</p>
          {warnings.length < 2 ? null : (
            <Checkbox
              className="p-accept p-accept-all"
              isSelected={open.length === 0}
              isIndeterminate={open.length > 0 && open.length < warnings.length}
              onChange={(isAccepted) =>
                onAccept(
                  warnings.map(({ id }) => id),
                  isAccepted,
                )
              }
            >
              <span className="check-box" />
              {t("publish.acceptAll", { count: warnings.length })}
            </Checkbox>
          )}
          <ul className="p-findings" aria-labelledby="publish-warnings">
            {warnings.map((finding) => (
              <li key={finding.id} className="p-finding is-warning">
                <AcceptBox finding={finding} document={document} accepted={accepted} onAccept={onAccept} />
                <FindingBody finding={finding} document={document} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function AcceptBox({
  finding,
  document,
  accepted,
  onAccept,
}: Omit<FindingsProps, "findings"> & { finding: LintFinding }): ReactElement {
  const text = useTopicText("adminPublish");
  const { name, sentence } = findingText(finding, document, text);
  return (
    <Checkbox
      className="p-accept"
      aria-label={text.t("publish.accept", { finding: `${name}: ${sentence}` })}
      isSelected={accepted.has(finding.id)}
      onChange={(isAccepted) => onAccept([finding.id], isAccepted)}
    >
      <span className="check-box" />
    </Checkbox>
  );
}

function FindingBody({ finding, document }: { finding: LintFinding; document: PortalConfiguration }): ReactElement {
  const text = useTopicText("adminPublish");
  const { name, sentence, facts } = findingText(finding, document, text);
  return (
    <span>
      <Link to={findingHref(finding.path)}>{name}</Link>: {sentence}
      {facts === "" ? null : <span className="p-facts">{facts}</span>}
    </span>
  );
}
