import { z } from "zod";

// Loose on purpose: only fields that are used, and each entry for itself, so that one odd entry costs one entry.

const instant = z.iso.datetime({ offset: true });

/** A HAL link; `href` is null where there is nothing, and a URN where the person may not see what is there. */
const linkSchema = z.object({ href: z.string().nullish(), title: z.string().nullish() });
export type Link = z.output<typeof linkSchema>;

/** A page of a collection; the elements are parsed one by one. */
export const collectionSchema = z.object({
  total: z.number().int().nonnegative(),
  _embedded: z.object({ elements: z.array(z.unknown()) }),
});

const textSchema = z.object({ raw: z.string().nullish() });

// What is embedded is a courtesy of some releases: read where it is, never needed.
const activitySchema = z.object({
  version: z.number().optional(),
  comment: textSchema.nullish(),
  details: z.array(textSchema).nullish(),
});
export type Activity = z.output<typeof activitySchema>;

const resourceSchema = z.object({
  subject: z.string().nullish(),
  _links: z.object({ assignee: linkSchema.nullish(), responsible: linkSchema.nullish() }).nullish(),
});

const dateDetailSchema = z.object({ property: z.string(), value: z.string() });

export const notificationSchema = z.object({
  id: z.number().int().positive(),
  reason: z.string(),
  readIAN: z.boolean().nullish(),
  createdAt: instant,
  updatedAt: instant.nullish(),
  _embedded: z
    .object({
      activity: activitySchema.nullish().catch(null),
      resource: resourceSchema.nullish().catch(null),
      details: z.array(dateDetailSchema).nullish().catch(null),
    })
    .nullish(),
  _links: z.object({
    actor: linkSchema.nullish(),
    project: linkSchema.nullish(),
    resource: linkSchema.nullish(),
  }),
});
export type OpNotification = z.output<typeof notificationSchema>;

const statusSchema = z.object({
  id: z.number().int().positive(),
  name: z.string(),
  isClosed: z.boolean().nullish(),
});

export const workPackageSchema = z.object({
  id: z.number().int().positive(),
  lockVersion: z.number().int().nonnegative(),
  subject: z.string(),
  startDate: z.iso.date().nullish(),
  dueDate: z.iso.date().nullish(),
  /** A milestone's one day. */
  date: z.iso.date().nullish(),
  percentageDone: z.number().min(0).max(100).nullish(),
  updatedAt: instant,
  _embedded: z.object({ status: statusSchema.nullish().catch(null) }).nullish(),
  _links: z.object({
    status: linkSchema,
    type: linkSchema.nullish(),
    project: linkSchema.nullish(),
    priority: linkSchema.nullish(),
    /** Only there for whoever may change it. */
    updateImmediately: z.unknown().optional(),
  }),
});
export type WorkPackage = z.output<typeof workPackageSchema>;

/** What names the newest of a list, for a mark. */
export const newestSchema = z.object({ id: z.number(), updatedAt: z.string().nullish() });

export const statusesSchema = z.object({ _embedded: z.object({ elements: z.array(statusSchema) }) });

/** The form of an edit: which statuses the workflow allows from here, for this person. */
export const formSchema = z.object({
  _embedded: z.object({
    payload: z.object({ lockVersion: z.number().int().nonnegative() }),
    schema: z.object({
      status: z
        .object({
          writable: z.boolean().optional(),
          _embedded: z
            .object({ allowedValues: z.array(statusSchema) })
            .nullish()
            .catch(null),
          _links: z
            .object({ allowedValues: z.array(linkSchema) })
            .nullish()
            .catch(null),
        })
        .nullish(),
    }),
  }),
});

/** The journal of a work package; entries are parsed one by one. */
export const journalSchema = z.object({ _embedded: z.object({ elements: z.array(z.unknown()) }) });

export const journalEntrySchema = z.object({
  details: z.array(textSchema).nullish(),
  createdAt: instant,
  updatedAt: instant.nullish(),
  _links: z.object({ user: linkSchema.nullish() }),
});
export type JournalEntry = z.output<typeof journalEntrySchema>;

export const userSchema = z.object({ id: z.number().int().positive() });

export const rootSchema = z.object({ _type: z.literal("Root"), coreVersion: z.string().nullish() });

/** The error body of the API. */
export const problemSchema = z.object({ errorIdentifier: z.string() });
