import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import type { DifferenceTexts } from "#ui/difference-text.ts";
import { findingText } from "./finding-text.ts";

/** Findings of which the same sentence is said. */
export interface FindingGroup {
  readonly sentence: string;
  readonly findings: readonly LintFinding[];
}

/** So many of the same are told one by one; more are told as one, which opens. */
const mostAlone = 3;

/** The findings in their order; what is said too often comes together where it is said first. */
export function groupFindings(
  findings: readonly LintFinding[],
  document: PortalConfiguration,
  text: DifferenceTexts,
): readonly FindingGroup[] {
  const groups = new Map<string, LintFinding[]>();
  for (const finding of findings) {
    const { sentence } = findingText(finding, document, text);
    groups.set(sentence, [...(groups.get(sentence) ?? []), finding]);
  }
  return [...groups].flatMap(([sentence, same]) =>
    same.length > mostAlone
      ? [{ sentence, findings: same }]
      : same.map((finding) => ({ sentence, findings: [finding] })),
  );
}
