import { chatRoomSchema } from "@pforte/shared/contract/chat";
import { fileEntrySchema } from "@pforte/shared/contract/files";
import { inboxActionSchema, inboxChangeSchema, inboxObjectSchema } from "@pforte/shared/contract/inbox";
import { workItemSchema } from "@pforte/shared/contract/work";
import { z } from "zod";

const notificationSchema = z.object({
  ...inboxChangeSchema.omit({ isRead: true }).shape,
  isRead: z.boolean().nullable(),
  thread: z.string().min(1).max(400),
  object: inboxObjectSchema,
  room: z.object({ id: z.string().min(1), message: z.string().nullable(), canReply: z.boolean() }).optional(),
  isMention: z.boolean(),
  actions: z.array(inboxActionSchema),
});
const fileSchema = z.object({
  ...fileEntrySchema.omit({ source: true, preview: true, download: true }).shape,
  etag: z.string(),
  hasPreview: z.boolean(),
});
const workSchema = z.object(workItemSchema.omit({ source: true, pendingStatus: true }).shape);
const roomSchema = z.object(chatRoomSchema.omit({ source: true }).shape);

const listSchema = z.union([
  z.object({ notifications: z.array(notificationSchema), dropped: z.number() }),
  z.object({ files: z.array(fileSchema), dropped: z.number() }),
  z.object({ items: z.array(workSchema), dropped: z.number() }),
  z.object({ rooms: z.array(roomSchema), waiting: z.array(notificationSchema).default([]), dropped: z.number() }),
]);

/** Whether an act brings a list, by its name. */
export const isList = (act: { readonly name: string }) =>
  [
    "notifications.list",
    "files.recent",
    "files.favourites",
    "files.shared",
    "files.search",
    "work.mine",
    "chat.advance",
  ].includes(act.name);

/** What a list brought, held against the contract: entries by id, the links in them, and how many are missing. */
export function listOf(value: unknown) {
  const list = listSchema.parse(value);
  const entries =
    "notifications" in list
      ? list.notifications
      : "files" in list
        ? list.files
        : "items" in list
          ? list.items
          : [...list.rooms, ...list.waiting];
  return {
    ids: entries.map((entry) => entry.id),
    links: entries.flatMap(linksOf),
    dropped: list.dropped,
  };
}

function linksOf(entry: object): string[] {
  const { href, folderHref, object }: { href?: unknown; folderHref?: unknown; object?: { href?: unknown } } = entry;
  return [href, folderHref, object?.href].filter((link) => typeof link === "string");
}
