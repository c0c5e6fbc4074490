import { createHash } from "node:crypto";
import type { LinkFinding } from "@pforte/shared/contract/admin-assets";
import type { LintFinding, LintRule } from "@pforte/shared/contract/admin-publish";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import type { SourceKinds } from "./configuration-references.ts";

/** All that the linter looks at. */
export interface LintInput {
  readonly document: PortalConfiguration;
  /** What asking addresses found, by address. */
  readonly links: ReadonlyMap<string, LinkFinding>;
  /** Groups that somebody was seen with. */
  readonly knownGroups: ReadonlySet<string>;
  /** Uploaded pictures that are there, by their names in the document. */
  readonly knownPictures: ReadonlySet<string>;
  readonly publicOrigin: string;
  readonly kinds: SourceKinds;
}

/** What breaks something for people, or hides it from them. */
const errors: ReadonlySet<LintRule> = new Set<LintRule>([
  "plain_http",
  "missing_picture",
  "own_origin_frame",
  "broken_reference",
  "broken_source",
]);
/** Facts that may differ from day to day without the finding being another one. */
const passing: ReadonlySet<string> = new Set(["status", "ratio", "groups"]);

/** A finding whose id is the same whenever the same is found again. */
export function finding(
  rule: LintRule,
  path: string,
  facts: Readonly<Record<string, string>> = {},
  severity: LintFinding["severity"] = errors.has(rule) ? "error" : "warning",
): LintFinding {
  const lasting = Object.entries(facts).filter(([name]) => !passing.has(name));
  const said = createHash("sha256").update(
    JSON.stringify(lasting.toSorted(([one], [other]) => (one < other ? -1 : 1))),
  );
  return { id: `${rule}:${path}:${said.digest("hex").slice(0, 12)}`, rule, severity, path, facts: { ...facts } };
}
