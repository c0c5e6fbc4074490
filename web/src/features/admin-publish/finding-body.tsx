import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { useTopicText } from "#i18n/use-text.tsx";
import { findingHref, findingText } from "./finding-text.ts";

/** What a finding says, with the way to its place. */
export function FindingBody({
  finding,
  document,
}: {
  finding: LintFinding;
  document: PortalConfiguration;
}): ReactElement {
  const text = useTopicText("adminPublish");
  const { name, sentence, facts } = findingText(finding, document, text);
  return (
    <span>
      <Link to={findingHref(finding.path)}>{name}</Link>: {sentence}
      {facts === "" ? null : <span className="p-facts">{facts}</span>}
    </span>
  );
}
