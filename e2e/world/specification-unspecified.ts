import type { SpecifiedTool } from "./specification-verdict.ts";

/** Replies that no specification describes; what they look like is taken from the vendors' documentation and sources. */
export interface Unspecified {
  readonly tool: SpecifiedTool;
  readonly method?: string;
  readonly path: RegExp;
  /** All where there is none. */
  readonly statuses?: readonly number[];
  readonly name: string;
}

export const unspecified: readonly Unspecified[] = [
  { tool: "nextcloud", path: /^\/remote\.php\/dav/, name: "WebDAV" },
  { tool: "nextcloud", path: /\/notify_push\/pre_auth$/, name: "notify_push" },
  { tool: "nextcloud", path: /^\/ocs\/v[12]\.php\//, statuses: [401], name: "OCS without a valid token" },
  { tool: "nextcloud", path: /^\/index\.php\//, statuses: [401], name: "pictures without a valid token" },
  { tool: "nextcloud", path: /^\/(?:ocs|index\.php)\//, statuses: [412], name: "OCS without its header" },
  { tool: "nextcloud", path: /^\//, statuses: [429], name: "throttled" },
  {
    tool: "nextcloud",
    method: "GET",
    path: /^\/ocs\/v2\.php\/apps\/notifications\/api\/v2\/notifications$/,
    statuses: [304],
    name: "unchanged notifications",
  },
  { tool: "nextcloud", path: /^\/ocs\/v[12]\.php\//, statuses: [404], name: "OCS without a route or an object" },
  { tool: "nextcloud", path: /^\/(?:api\/v3)?$/, statuses: [404], name: "its pages, and what other tools have" },
  { tool: "openproject", path: /^\/api\/v3/, statuses: [401], name: "without a valid token" },
  { tool: "openproject", path: /^\/api\/v3/, statuses: [429], name: "throttled" },
  { tool: "openproject", path: /\/notifications$/, statuses: [400], name: "a filter that it refuses" },
  { tool: "openproject", path: /^\/api\/v3\/__proto__$/, statuses: [404], name: "no such route" },
  { tool: "openproject", path: /^\/health_checks\//, name: "health" },
  { tool: "openproject", path: /\/form$/, statuses: [403, 404], name: "form of what one may not see or change" },
  { tool: "matrix", path: /^\/_matrix\//, statuses: [401], name: "without a living token" },
  { tool: "matrix", path: /^\/_matrix\//, statuses: [429], name: "throttled" },
  { tool: "matrix", path: /\/refresh$/, statuses: [403], name: "spent refresh token" },
  {
    tool: "matrix",
    path: /\/rooms\/[^/]+\/state\/[^/]+\/?$/,
    name: "state without a key, whose slash may be left off",
  },
  { tool: "matrix", path: /\/(?:kick|ban|sendToDevice\/[^/]+\/[^/]+)$/, name: "parts that were not fetched" },
  {
    tool: "matrix",
    path: /^\/_matrix\/(?:client|media)\//,
    statuses: [400, 403, 404, 405, 413],
    name: "refusal that only the specification's text knows",
  },
];
