import type { SpecifiedTool } from "./specification-verdict.ts";

/** Where a real tool does not do what its vendor's specification says, and the stand-in follows the tool. */
export interface Deviation {
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

const emptyMap = { sends: [], instead: {}, why: "PHP writes an empty map as a list" };
const noStatus = { sends: [], why: "PHP writes an empty map as a list" };

const notifications = "/ocs/v2.php/apps/notifications/api/{apiVersion}/notifications*";
const shares = "/ocs/v2.php/apps/files_sharing/api/v1/shares*";

const nextcloud: readonly Deviation[] = [
  { path: notifications, at: "/ocs/data/*/subjectRichParameters", ...emptyMap },
  { path: notifications, at: "/ocs/data/*/messageRichParameters", ...emptyMap },
  { path: notifications, at: "/ocs/data/subjectRichParameters", ...emptyMap },
  { path: notifications, at: "/ocs/data/messageRichParameters", ...emptyMap },
  { path: shares, at: "/ocs/data/*/status", ...noStatus },
  { path: shares, at: "/ocs/data/status", ...noStatus },
  {
    path: "/ocs/v2.php/search/providers/{providerId}/search",
    at: "/ocs/data/entries/*/attributes",
    instead: [],
    why: "a filled map is an object of strings (nextcloud/server#24474)",
  },
];

const paged = { why: "every paged collection of the API has it; these schemas leave it out" };
const bare = "the vendor's documentation of these parts shows it; the schema is left without it";
const otherReasons = "the tool has reasons that the list does not name (opf/openproject#13994)";

const openproject: readonly Deviation[] = [
  { path: "/api/v3/*", at: "/offset", ...paged },
  { path: "/api/v3/*", at: "/pageSize", ...paged },
  { path: "/api/v3/*", at: "/_links/jumpTo", ...paged },
  { path: "/api/v3/*", at: "/_links/changeSize", ...paged },
  { path: "/api/v3/*", at: "/_links/nextByOffset", ...paged },
  { path: "/api/v3/*", at: "/_links/previousByOffset", ...paged },
  {
    path: "/api/v3/work_packages",
    at: "/_type",
    sends: "WorkPackageCollection",
    instead: "Collection",
    why: "what the tool sends, and what the schema's own text says (opf/openproject#16133)",
  },
  {
    path: "/api/v3/notifications",
    at: "/_embedded/elements/*/reason",
    sends: "shared",
    instead: "created",
    why: otherReasons,
  },
  {
    path: "/api/v3/notifications",
    at: "/_embedded/elements/*/reason",
    sends: "reminder",
    instead: "created",
    why: otherReasons,
  },
  {
    path: "/api/v3/notifications",
    at: "/_embedded/elements/*/_embedded/activity/_type",
    sends: "Activity",
    instead: "Activity::Comment",
    why: "only a change with a comment is one; the schema knows no other",
  },
  { path: "/api/v3/notifications", at: "/_embedded/elements/*/_embedded/details", why: bare },
  { path: "/api/v3/notifications", at: "/_embedded/elements/*/_links/details", why: bare },
  { path: "/api/v3/notifications", at: "/_embedded/detailsSchemas/*/property", why: bare },
  { path: "/api/v3/notifications", at: "/_embedded/detailsSchemas/*/value", why: bare },
  { path: "/api/v3/notifications", at: "/groups", why: "what `groupBy` asks for; only its parameter is described" },
  {
    path: "/api/v3/notifications/{id}",
    at: "/_embedded/activity/_type",
    sends: "Activity",
    instead: "Activity::Comment",
    why: "only a change with a comment is one; the schema knows no other",
  },
  { path: "/api/v3/notifications/{id}", at: "/_embedded/details", why: bare },
  { path: "/api/v3/notifications/{id}", at: "/_links/details", why: bare },
  {
    path: "/api/v3/priorities",
    at: "/_embedded/elements/*/_type",
    why: "every resource has it; this schema forgot it",
  },
  { path: "/api/v3/work_packages/{id}/form", at: "/_embedded/payload/lockVersion", why: bare },
  { path: "/api/v3/work_packages/{id}/form", at: "/_embedded/schema/status/_embedded", why: bare },
  { path: "/api/v3/work_packages/{id}/form", at: "/_links/commit", why: bare },
];

const cut = { sends: absent, instead: {}, why: "`event_fields` of a filter leaves out what was not asked for" };

/** Where events are in replies of the client API. */
const eventPlaces = [
  "",
  "/*",
  "/chunk/*",
  "/event",
  "/events_before/*",
  "/events_after/*",
  "/state/*",
  "/notifications/*/event",
  ...["join", "leave"].flatMap((part) => ["timeline", "state"].map((kind) => `/rooms/${part}/*/${kind}/events/*`)),
];
const besideEvents = [
  ["m.relations", "named in the specification's text on aggregations, not in the schema of an event"],
  ["redacted_by", "Synapse also names the event that redacted"],
  ["prev_sender", "Synapse also names who sent the state before"],
] as const;
const unsigned: readonly Deviation[] = eventPlaces.flatMap((place) =>
  besideEvents.map(([key, why]) => ({ path: "/_matrix/client/*", at: `${place}/unsigned/${key}`, why })),
);

const matrix: readonly Deviation[] = [
  ...unsigned,
  { path: "*", at: "/soft_logout", why: "named in the specification's text, in no schema of a 401" },
  {
    path: "/_matrix/client/v3/login",
    at: "/flows/*/identity_providers",
    why: "named in the specification's text on single sign-on, not in the schema of a flow",
  },
  { path: "/_matrix/client/v3/sync", at: "/rooms/join/*/state/events/*/content", ...cut },
  { path: "/_matrix/client/v3/sync", at: "/rooms/join/*/timeline/events/*/content", ...cut },
  { path: "/_matrix/client/v3/sync", at: "/rooms/leave/*/state/events/*/content", ...cut },
  { path: "/_matrix/client/v3/sync", at: "/rooms/leave/*/timeline/events/*/content", ...cut },
  {
    path: "/_matrix/client/v3/sync",
    at: "/device_unused_fallback_key_types",
    why: "named in the specification's text on end-to-end encryption, not in the schema of a sync",
  },
  {
    path: "/_matrix/client/v3/rooms/{roomId}/joined_members",
    at: "/joined/*/avatar_url",
    sends: null,
    why: "Synapse writes null where somebody has no picture",
  },
  {
    path: "/_matrix/client/v3/user_directory/search",
    at: "/results/*/avatar_url",
    sends: null,
    why: "Synapse writes null where somebody has no picture",
  },
  {
    path: "/_matrix/client/v3/user_directory/search",
    at: "/results/*/avatar_url",
    sends: null,
    why: "null for who has no picture",
  },
  {
    path: "/_matrix/client/v3/notifications",
    at: "/notifications/*/profile_tag",
    sends: null,
    why: "null where a rule has no profile",
  },
  {
    path: "/_matrix/client/v3/pushrules/",
    at: "/global/*/*/default",
    sends: absent,
    instead: false,
    why: "absent on rules that people made (matrix-org/synapse#13837)",
  },
];

export const deviations: Readonly<Record<SpecifiedTool, readonly Deviation[]>> = { nextcloud, openproject, matrix };
