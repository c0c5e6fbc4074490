import type { Markup } from "./markup.ts";

/** Who looks at a page of a demo tool. */
export interface ToolVisit {
  readonly username: string;
  readonly language: "de" | "en";
  /** Path and query that were asked for. */
  readonly url: URL;
}

/** Pages of a demo tool that show and change what its stand-in holds, so that a change there is seen in the portal. */
export interface ToolContent {
  /** What stands on the page; works without scripts. */
  show(visit: ToolVisit): Markup;
  /** Carries out a form of the page that was sent to this address; returns the path to go on with. */
  act(visit: ToolVisit, form: URLSearchParams): string;
}
