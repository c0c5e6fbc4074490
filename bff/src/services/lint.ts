import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import { referenceProblems, type ReferenceProblem } from "./configuration-references.ts";
import { finding, type LintInput } from "./lint-finding.ts";
import { lintFrames, lintLinks } from "./lint-links.ts";
import { lintColours, lintPictures } from "./lint-looks.ts";
import { lintGroups, lintPlaces } from "./lint-places.ts";
import { duplicateNames, missingAlternatives, missingTexts } from "./lint-texts.ts";

/** What is to be looked at before a document is published, errors first. */
export function lintOf(input: LintInput): LintFinding[] {
  const { document, knownGroups, knownPictures, kinds } = input;
  const found = [
    ...referenceProblems(document, kinds).map(referenceFinding),
    ...lintFrames(input),
    ...lintPictures(document, knownPictures),
    ...lintColours(document),
    ...missingTexts(document),
    ...missingAlternatives(document),
    ...duplicateNames(document),
    ...lintGroups(document, knownGroups),
    ...lintPlaces(document),
    ...lintLinks(input),
  ];
  // Twice the same is said once: an address in both languages, a picture in both shades.
  const once = [...new Map(found.map((one) => [one.id, one])).values()];
  return [
    ...once.filter(({ severity }) => severity === "error"),
    ...once.filter(({ severity }) => severity !== "error"),
  ];
}

const rules = { reference: "broken_reference", plain_http: "plain_http", source: "broken_source" } as const;

function referenceFinding({ kind, where, message }: ReferenceProblem): LintFinding {
  return finding(rules[kind], where.split(".").slice(0, 2).join("/"), { message });
}
