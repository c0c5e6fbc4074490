import type { z } from "zod";
import type { DocumentPath } from "./configuration-places.ts";

/** One thing that a schema does not take. */
export interface ShapeProblem {
  readonly path: DocumentPath;
  readonly message: string;
}

/** Issues of a schema one by one: every unknown member by itself, and of several forms what each would need. */
export function shapeProblems(error: z.ZodError): ShapeProblem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ path: [...path, key], message: "is not a known member" }));
    }
    if (issue.code === "invalid_union" && issue.errors.length > 0) {
      return [{ path, message: [...new Set(issue.errors.map(inOneLine))].join("; or: ") }];
    }
    return [{ path, message: issue.message }];
  });
}

function inOneLine(issues: readonly { readonly path: PropertyKey[]; readonly message: string }[]): string {
  return issues.map(({ path, message }) => [...path.map(String), message].join(": ")).join(", ");
}
