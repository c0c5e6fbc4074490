import type { SeenReply } from "./stand-in-http.ts";

/** The tools whose vendors publish what their replies look like. */
export type SpecifiedTool = "nextcloud" | "openproject" | "matrix";

/** Something that a reply has and should not have, or lacks. */
export interface Problem {
  /** JSON pointer into the body. */
  readonly at: string;
  readonly text: string;
}

/** What a check found. */
export type Verdict =
  | { readonly state: "validated"; readonly where: string }
  | { readonly state: "deviates"; readonly where: string; readonly deviations: readonly string[] }
  /** No vendor describes this reply, and it is on the list of those. */
  | { readonly state: "without"; readonly where: string }
  | { readonly state: "violates"; readonly where: string; readonly problems: readonly Problem[] };

/** The vendors' specification of one tool. */
export interface Specification {
  check(seen: SeenReply): Verdict;
}
