import { z } from "zod";
import { xmlList } from "#connectors/kit/xml.ts";

// Loose on purpose: only fields that are used, and each entry for itself, so that one odd entry costs one entry.

/** The envelope of OCS version 2. A 200 whose meta says otherwise is no success. */
export function ocs<Data extends z.ZodType>(data: Data) {
  return z.object({ ocs: z.object({ meta: z.object({ status: z.literal("ok") }), data }) });
}

export const ocsRefusalSchema = z.object({ ocs: z.object({ meta: z.object({ statuscode: z.number() }) }) });

/** `GET /cloud/user`. */
export const userSchema = z.object({ id: z.string().min(1).max(300) });

const push = z.object({ endpoints: z.object({ websocket: z.string(), pre_auth: z.string() }) });

/** `GET /cloud/capabilities`; an app's part that has another form than expected counts as absent. */
export const capabilitiesSchema = z.object({
  version: z.object({ string: z.string().max(60) }),
  capabilities: z.object({ notify_push: push.optional().catch(undefined) }),
});

const richParameterSchema = z.object({
  type: z.string(),
  id: z.string().optional(),
  name: z.string().optional(),
  path: z.string().optional(),
});
export type RichParameter = z.output<typeof richParameterSchema>;

/** PHP has one kind of empty array and writes it as a list. Without parameters a notification is still one. */
const parametersSchema = z
  .preprocess((value) => (Array.isArray(value) ? {} : value), z.record(z.string(), richParameterSchema))
  .catch({});

export const notificationActionSchema = z.object({
  label: z.string(),
  link: z.string().max(2000),
  type: z.string(),
  primary: z.boolean().default(false),
});

/** An entry of `GET /apps/notifications/api/v2/notifications`. */
export const notificationSchema = z.object({
  notification_id: z.number().int(),
  app: z.string(),
  datetime: z.iso.datetime({ offset: true }),
  object_type: z.string(),
  object_id: z.string(),
  subject: z.string(),
  subjectRich: z.string().optional(),
  subjectRichParameters: parametersSchema.optional(),
  message: z.string().default(""),
  link: z.string().nullable().default(null),
  actions: z.array(z.unknown()).default([]),
});
export type Notification = z.output<typeof notificationSchema>;

const text = z.string();

const propsSchema = z.object({
  "d:getlastmodified": text.optional(),
  "d:getetag": text.optional(),
  "d:getcontenttype": text.optional(),
  "d:getcontentlength": text.optional(),
  "d:resourcetype": z.unknown().optional(),
  "d:quota-available-bytes": text.optional(),
  "oc:fileid": text.optional(),
  "oc:permissions": text.optional(),
  "oc:size": text.optional(),
  "oc:favorite": text.optional(),
  "oc:owner-id": text.optional(),
  "oc:owner-display-name": text.optional(),
  "nc:has-preview": text.optional(),
});
export type DavProps = z.output<typeof propsSchema>;

/** Read one by one. */
export const davResponseSchema = z.object({
  "d:href": text,
  "d:propstat": xmlList(z.object({ "d:status": text, "d:prop": z.union([propsSchema, z.literal("")]) })),
});

/** A 207; without any response the root is empty. */
export const multistatusSchema = z.object({
  "d:multistatus": z.union([z.literal(""), z.object({ "d:response": xmlList(z.unknown()) })]),
});

export const davErrorSchema = z.object({ "d:error": z.object({ "s:exception": text }) });

const orNull = <Value extends z.ZodType>(value: Value) => value.nullable().default(null);

/** An entry of `GET /apps/files_sharing/api/v1/shares`. Of a pending share of another server most fields are missing. */
export const shareSchema = z.object({
  displayname_owner: orNull(z.string()),
  stime: z.number().int().nonnegative().default(0),
  item_type: z.string(),
  mimetype: orNull(z.string()),
  file_source: z.number().int().positive(),
  file_target: z.string().min(1),
  has_preview: orNull(z.boolean()),
  item_mtime: orNull(z.number().int().nonnegative()),
  item_size: orNull(z.number().int().nonnegative()),
  tags: z.array(z.string()).catch([]),
});
export type Share = z.output<typeof shareSchema>;
