import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { sourceOutcomeSchema } from "./source-outcome.ts";

/** The key of the portal's own notifications among the sources; no configured source may have it. */
export const portalSource = "portal";

/** Why something waits, in a closed list, so that each reason has a text and a mark in every language. */
export const inboxReasonSchema = z.enum([
  "mentioned",
  "assigned",
  "responsible",
  "watched",
  "commented",
  "created",
  "changed",
  "due",
  "shared",
  "invited",
  "message",
  "reminder",
  "portal",
  "other",
]);
export type InboxReason = z.output<typeof inboxReasonSchema>;

/** One thing that happened to an object. `text` is plain and short; `null` where reason and actor say it all. */
export const inboxChangeSchema = z.object({
  /** The tool's own id of this change, unique within the item. */
  id: z.string(),
  reason: inboxReasonSchema,
  actor: z.string().nullable(),
  text: z.string().nullable(),
  at: z.iso.datetime(),
  isRead: z.boolean(),
});
export type InboxChange = z.output<typeof inboxChangeSchema>;

/** What the changes are about: the strong line of a row. `place` is where it lies (a folder, a project). */
export const inboxObjectSchema = z.object({
  kind: z.enum(["file", "folder", "work_package", "room", "portal", "other"]),
  title: z.string(),
  place: z.string().nullable(),
  /** Opens it in the tool; `http(s)` only; `null` where there is no such address. */
  href: z.string().nullable(),
});
export type InboxObject = z.output<typeof inboxObjectSchema>;

/** What a person can do to an item. `done` takes it out of the inbox; what it means at the tool is in docs/inbox.md. */
export const inboxActSchema = z.enum([
  "read",
  "unread",
  "done",
  "restore",
  "snooze",
  "wake",
  "mute",
  "unmute",
  "action",
]);
export type InboxAct = z.output<typeof inboxActSchema>;

/** One of the tool's own acts on a change, such as accepting a share; only allow-listed ones arrive here. */
export const inboxActionSchema = z.object({ id: z.string(), label: z.string(), isPrimary: z.boolean() });
export type InboxAction = z.output<typeof inboxActionSchema>;

/** All that waits about one object. `id` is unique across sources: `<source>:<thread>`. */
export const inboxItemSchema = z.object({
  id: z.string(),
  source: z.string(),
  object: inboxObjectSchema,
  /** Newest first, at most 20; `changeCount` counts all. */
  changes: z.array(inboxChangeSchema),
  changeCount: z.number().int().positive(),
  at: z.iso.datetime(),
  isRead: z.boolean(),
  isMention: z.boolean(),
  /** Acts that make sense now and that this tool can carry out; the page offers no other. */
  acts: z.array(inboxActSchema),
  actions: z.array(inboxActionSchema),
  /** The room that it is about, which can be opened in the portal; `null` for everything that is no room. */
  room: z
    .object({
      /** `ChatRoom.id`. */
      id: z.string(),
      /** Whether a short answer can be written (`replyInChat`): joined and not encrypted. */
      canReply: z.boolean(),
      /** The newest message that it is about, in the tool's own id. */
      message: z.string().nullable(),
    })
    .nullable(),
  snoozedUntil: z.iso.datetime().nullable(),
  /** When it came back from a snooze; such an item stands at the time of its return. */
  returnedAt: z.iso.datetime().nullable(),
  doneAt: z.iso.datetime().nullable(),
  isMuted: z.boolean(),
  /** Acknowledged and not yet carried out at the tool. */
  pending: z.object({ acts: z.array(inboxActSchema), since: z.iso.datetime() }).nullable(),
});
export type InboxItem = z.output<typeof inboxItemSchema>;

/** How much is unread at one source; `null` is unknown, which is not 0. `isCapped`: there may be more ("25+"). */
export const inboxCountSchema = z.object({
  source: z.string(),
  unread: z.number().int().nonnegative().nullable(),
  mentions: z.number().int().nonnegative().nullable(),
  isCapped: z.boolean(),
});
export type InboxCount = z.output<typeof inboxCountSchema>;

/** A source that a person muted as a whole (`item` null), or one of its threads. */
export const inboxMuteSchema = z.object({
  source: z.string(),
  item: z.string().nullable(),
  title: z.string().nullable(),
  at: z.iso.datetime(),
});
export type InboxMute = z.output<typeof inboxMuteSchema>;

export const inboxSchema = z.object({
  /** Newest first; of `later`, what returns first. */
  items: z.array(inboxItemSchema),
  /** Items of this view in all, also those beyond `limit`. */
  total: z.number().int().nonnegative(),
  counts: z.array(inboxCountSchema),
  sources: z.array(sourceOutcomeSchema),
  handledToday: z.number().int().nonnegative(),
  nextReturnAt: z.iso.datetime().nullable(),
  /** Acts that are acknowledged and wait for their tool. */
  waiting: z.number().int().nonnegative(),
  mutes: z.array(inboxMuteSchema),
});
export type Inbox = z.output<typeof inboxSchema>;

/** What waits for the signed-in person: `open` now, `later` what they snoozed, `history` what they did in 30 days. Always 200. */
export const readInbox = endpoint({
  method: "GET",
  path: "/api/inbox",
  scope: "person",
  activity: false,
  query: z.strictObject({
    view: z.enum(["open", "later", "history"]).default("open"),
    limit: z.coerce.number().int().min(1).max(500).default(200),
  }),
  reply: inboxSchema,
});

const actRequestSchema = z.strictObject({
  /** Made by the page, once per intent: whoever repeats a request with it changes nothing (F38). */
  id: z.uuid(),
  act: inboxActSchema,
  item: z.string().min(1).max(600),
  /** The changes that the person saw; others that arrived meanwhile are not touched. */
  changes: z.array(z.string().min(1).max(300)).max(100).default([]),
  /** For `snooze`. */
  until: z.iso.datetime().optional(),
  /** For `action`: which one. */
  action: z.string().max(300).optional(),
});
export type InboxActRequest = z.output<typeof actRequestSchema>;

/** What became of an intent; `waiting` is acknowledged and will be carried out, `overtaken` lost against the tool. */
export const intentOutcomeSchema = z.object({
  id: z.uuid(),
  state: z.enum(["applied", "waiting", "overtaken", "refused", "undone", "too_late"]),
});
export type IntentOutcome = z.output<typeof intentOutcomeSchema>;

/** Does things to items. A 200 acknowledges: what is `waiting` will be carried out once, whatever breaks meanwhile. */
export const actOnInbox = endpoint({
  method: "POST",
  path: "/api/inbox/acts",
  scope: "person",
  activity: true,
  body: z.strictObject({ acts: z.array(actRequestSchema).min(1).max(100) }),
  reply: z.object({ outcomes: z.array(intentOutcomeSchema) }),
});

/** Takes acts back: those still waiting vanish, others are turned round where the tool can; `too_late` where it cannot. */
export const undoInboxActs = endpoint({
  method: "POST",
  path: "/api/inbox/undo",
  scope: "person",
  activity: true,
  body: z.strictObject({ acts: z.array(z.uuid()).min(1).max(100) }),
  reply: z.object({ outcomes: z.array(intentOutcomeSchema) }),
});

/** Mutes a source as a whole for the signed-in person, or lets it be heard again. */
export const muteSource = endpoint({
  method: "POST",
  path: "/api/inbox/mute-source",
  scope: "person",
  activity: true,
  body: z.strictObject({ source: z.string().min(1).max(60), isMuted: z.boolean() }),
  reply: z.object({ mutes: z.array(inboxMuteSchema) }),
});
