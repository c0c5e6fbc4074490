import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { Button, Checkbox, Disclosure, DisclosurePanel } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { FindingBody } from "./finding-body.tsx";
import { groupFindings } from "./finding-groups.ts";
import { findingText } from "./finding-text.ts";

/** What a person has accepted, and how that is changed. */
export interface Acceptance {
  readonly document: PortalConfiguration;
  readonly accepted: ReadonlySet<string>;
  readonly onAccept: (ids: readonly string[], isAccepted: boolean) => void;
}

/** Warnings, each accepted by itself, many of the same together, or all at once. */
export function Warnings({ warnings, ...acceptance }: Acceptance & { warnings: readonly LintFinding[] }): ReactElement {
  const text = useTopicText("adminPublish");
  const { t } = text;
  return (
    <>
      <h3 id="publish-warnings">{t("publish.warnings", { count: warnings.length })}</h3>
      <p className="small muted">{t("publish.warningsText")}</p>
      {warnings.length < 2 ? null : (
        <AcceptBox findings={warnings} className="p-accept-all" {...acceptance}>
          {t("publish.acceptAll", { count: warnings.length })}
        </AcceptBox>
      )}
      <ul className="p-findings" aria-labelledby="publish-warnings">
        {groupFindings(warnings, acceptance.document, text).map(({ sentence, findings }) => {
          const [first] = findings;
          return first === undefined ? null : (
            <li key={first.id} className="p-finding is-warning">
              {findings.length === 1 ? (
                <Warning finding={first} {...acceptance} />
              ) : (
                <ManyWarnings sentence={sentence} findings={findings} {...acceptance} />
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Warning({ finding, ...acceptance }: Acceptance & { finding: LintFinding }): ReactElement {
  const text = useTopicText("adminPublish");
  const { name, sentence } = findingText(finding, acceptance.document, text);
  return (
    <>
      <AcceptBox
        findings={[finding]}
        label={text.t("publish.accept", { finding: `${name}: ${sentence}` })}
        {...acceptance}
      />
      <FindingBody finding={finding} document={acceptance.document} />
    </>
  );
}

interface ManyWarningsProps extends Acceptance {
  readonly sentence: string;
  readonly findings: readonly LintFinding[];
}

function ManyWarnings({ sentence, findings, ...acceptance }: ManyWarningsProps): ReactElement {
  const { t } = useTopicText("adminPublish");
  const [isOpen, setOpen] = useState(false);
  const said = t("publish.many", { count: findings.length, sentence });
  return (
    <>
      <AcceptBox findings={findings} label={t("publish.accept", { finding: said })} {...acceptance} />
      <Disclosure isExpanded={isOpen} onExpandedChange={setOpen}>
        <span>{said}</span>{" "}
        <Button slot="trigger" className="linkbtn">
          {t(isOpen ? "publish.hidePlaces" : "publish.showPlaces")}
        </Button>
        <DisclosurePanel>
          <ul className="p-findings">
            {findings.map((finding) => (
              <li key={finding.id} className="p-finding is-warning">
                <Warning finding={finding} {...acceptance} />
              </li>
            ))}
          </ul>
        </DisclosurePanel>
      </Disclosure>
    </>
  );
}

interface AcceptBoxProps extends Omit<Acceptance, "document"> {
  readonly findings: readonly LintFinding[];
  readonly className?: string;
  /** What the box says where nothing stands beside it. */
  readonly label?: string;
  readonly children?: ReactNode;
}

function AcceptBox({ findings, accepted, onAccept, className = "", label, children }: AcceptBoxProps): ReactElement {
  const ids = findings.map(({ id }) => id);
  const open = ids.filter((id) => !accepted.has(id));
  return (
    <Checkbox
      className={`p-accept ${className}`}
      {...(label === undefined ? {} : { "aria-label": label })}
      isSelected={open.length === 0}
      isIndeterminate={open.length > 0 && open.length < ids.length}
      onChange={(isAccepted) => onAccept(ids, isAccepted)}
    >
      <span className="check-box" />
      {children}
    </Checkbox>
  );
}
