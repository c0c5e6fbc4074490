import type { SpecifiedTool } from "./specification-verdict.ts";

/** Where a real tool does not do what its vendor's specification says, and the stand-in follows the tool. */
export interface Deviation {
  readonly tool: SpecifiedTool;
  /** The path of the specification, or the beginning of several that ends in `*`. */
  readonly path: string;
  /** Into the body; `*` is any one part. */
  readonly at: string;
  /** What the tool sends there; nothing here is whatever it sends, `absent` is a key that is missing. */
  readonly sends?: unknown;
  /** What would satisfy the specification; nothing here leaves the key out. */
  readonly instead?: unknown;
  readonly why: string;
}

/** A key that is missing. */
export const absent = Symbol("absent");

const notifications = "/ocs/v2.php/apps/notifications/api/{apiVersion}/notifications*";
const shares = "/ocs/v2.php/apps/files_sharing/api/v1/shares*";
const noStatus = { sends: [], why: "PHP writes an empty map as a list" };
const emptyMap = { sends: [], instead: {}, why: "PHP writes an empty map as a list" };

export const deviations: readonly Deviation[] = [
  { tool: "nextcloud", path: notifications, at: "/ocs/data/*/subjectRichParameters", ...emptyMap },
  { tool: "nextcloud", path: notifications, at: "/ocs/data/*/messageRichParameters", ...emptyMap },
  { tool: "nextcloud", path: notifications, at: "/ocs/data/subjectRichParameters", ...emptyMap },
  { tool: "nextcloud", path: notifications, at: "/ocs/data/messageRichParameters", ...emptyMap },
  { tool: "nextcloud", path: shares, at: "/ocs/data/*/status", ...noStatus },
  { tool: "nextcloud", path: shares, at: "/ocs/data/status", ...noStatus },
  {
    tool: "nextcloud",
    path: "/ocs/v2.php/search/providers/{providerId}/search",
    at: "/ocs/data/entries/*/attributes",
    instead: [],
    why: "a filled map is an object of strings (nextcloud/server#24474)",
  },
];
