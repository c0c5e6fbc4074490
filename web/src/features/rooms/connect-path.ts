import type { SourceState } from "@pforte/shared/contract/source-outcome";

/** The same state, whose sign-in at the tool comes back to this page. */
export function comingBack(outcome: SourceState, here: string): SourceState {
  return outcome.state === "needs_sign_in"
    ? { ...outcome, connect: connectPath(outcome.connect, here, false) }
    : outcome;
}

/**
 * Where the sign-in at a tool starts that comes back to `here`. A silent one never stands in the way of the page: where it
 * brings nothing, it comes back all the same.
 */
export function connectPath(connect: string, here: string, isSilent: boolean): string {
  const [path = connect, query = ""] = connect.split("?");
  const search = new URLSearchParams(query);
  search.set("returnTo", here);
  if (isSilent) {
    search.set("silent", "true");
  }
  return `${path}?${search.toString()}`;
}
