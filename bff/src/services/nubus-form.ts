import { z } from "zod";

/** Texts by locale; a dictionary without entries may come as a list. */
const textsSchema = z.preprocess(
  (value) => (value === null || value === undefined || (Array.isArray(value) && value.length === 0) ? {} : value),
  z.record(z.string(), z.string()),
);
const names = z.array(z.string()).nullish();
const dn = z.string().min(1).max(2000);

const entrySchema = z.looseObject({
  dn,
  name: textsSchema,
  description: textsSchema,
  keywords: textsSchema,
  icon_url: z.string().nullish(),
  logo_name: z.string().nullish(),
  activated: z.boolean().nullish(),
  anonymous: z.boolean().nullish(),
  allowedGroups: names,
  in_portal: z.boolean().nullish(),
  links: z.array(z.object({ locale: z.string(), value: z.string() })).nullish(),
  linkTarget: z.string().nullish(),
  target: z.string().nullish(),
  backgroundColor: z.string().nullish(),
});
export type NubusEntry = z.output<typeof entrySchema>;

const folderSchema = z.looseObject({ dn, name: textsSchema, entries: names, in_portal: z.boolean().nullish() });
export type NubusFolder = z.output<typeof folderSchema>;

const categorySchema = z.looseObject({
  dn,
  display_name: textsSchema,
  entries: names,
  in_portal: z.boolean().nullish(),
});
export type NubusCategory = z.output<typeof categorySchema>;

const announcementSchema = z.looseObject({
  dn: z.string().nullish(),
  name: z.string().min(1),
  title: textsSchema,
  message: textsSchema,
  severity: z.string().nullish(),
  isSticky: z.boolean().nullish(),
  needsConfirmation: z.boolean().nullish(),
  allowedGroups: names,
  visibleFrom: z.string().nullish(),
  visibleUntil: z.string().nullish(),
  startTime: z.string().nullish(),
  endTime: z.string().nullish(),
});
export type NubusAnnouncement = z.output<typeof announcementSchema>;

const portalSchema = z.looseObject({
  dn: z.string().nullish(),
  name: textsSchema,
  logo: z.string().nullish(),
  background: z.string().nullish(),
  showUmc: z.boolean().nullish(),
  ensureLogin: z.boolean().nullish(),
  defaultLinkTarget: z.string().nullish(),
  categories: names,
  content: z.array(z.tuple([z.string(), z.array(z.string())])).nullish(),
});

/** What is read of a part; the rest is named as unknown. */
const shapes = {
  entries: entrySchema,
  folders: folderSchema,
  categories: categorySchema,
  announcements: announcementSchema,
};

/** What the reply says beside the portal: of the caller and of the server. */
const ofTheReply: ReadonlySet<string> = new Set([
  "cache_id",
  "filtered",
  "username",
  "user_displayname",
  "auth_mode",
  "may_edit_portal",
]);
const linkLists = ["user_links", "menu_links", "corner_links", "quick_links"] as const;

/** A portal of Nubus, whichever form it came in: as its server keeps it (by DN), or as a browser receives it (lists). */
export interface NubusPortal {
  readonly portal: z.output<typeof portalSchema>;
  readonly entries: readonly NubusEntry[];
  readonly folders: readonly NubusFolder[];
  readonly categories: readonly NubusCategory[];
  readonly announcements: readonly NubusAnnouncement[];
  readonly links: Readonly<Record<(typeof linkLists)[number], readonly string[]>>;
  /** What could not be read, or is of no known name. */
  readonly unknown: readonly string[];
}

/** Reads a portal; null where it is none at all. */
export function readNubus(value: unknown): NubusPortal | null {
  const whole = z.looseObject({ portal: portalSchema }).safeParse(value);
  if (!whole.success) {
    return null;
  }
  const { portal, ...rest } = whole.data;
  const unknown: string[] = [];
  const known = new Set<string>([...Object.keys(shapes), ...linkLists, ...ofTheReply]);
  unknown.push(
    ...Object.keys(rest)
      .filter((name) => !known.has(name))
      .map((name) => `${name} (of the portal's data)`),
  );
  unknown.push(...strangers(portal, portalSchema, "the portal"));
  const list = <Shape extends z.ZodObject>(name: string, shape: Shape): z.output<Shape>[] =>
    partsOf(rest[name]).flatMap((part) => {
      const parsed = shape.safeParse(part);
      if (!parsed.success) {
        const said = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
        unknown.push(`${labelOf(part)} (${name}): ${said.join("; ")}`);
        return [];
      }
      unknown.push(...strangers(parsed.data, shape, labelOf(part)));
      return [parsed.data];
    });
  return {
    portal,
    entries: list("entries", entrySchema),
    folders: list("folders", folderSchema),
    categories: list("categories", categorySchema),
    announcements: list("announcements", announcementSchema),
    links: {
      user_links: namesOf(rest.user_links),
      menu_links: namesOf(rest.menu_links),
      corner_links: namesOf(rest.corner_links),
      quick_links: namesOf(rest.quick_links),
    },
    unknown,
  };
}

/** The name of a DN: its first part, without the escapes of RFC 4514. Of something else, itself. */
export function nameOfDn(text: string): string {
  const [, first] = /^\w+=((?:[^\\,]|\\.)+)/su.exec(text) ?? [];
  return (first ?? text).replaceAll(/\\([0-9a-fA-F]{2})|\\(.)/gsu, (_all, hex?: string, character?: string) =>
    hex === undefined ? (character ?? "") : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function partsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) {
    return value;
  }
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}

function namesOf(value: unknown): readonly string[] {
  return partsOf(value).filter((entry) => typeof entry === "string");
}

function labelOf(part: unknown): string {
  const named =
    z.object({ dn: z.string() }).safeParse(part).data?.dn ?? z.object({ name: z.string() }).safeParse(part).data?.name;
  return named === undefined ? "something without a name" : nameOfDn(named);
}

function strangers(part: object, shape: z.ZodObject, label: string): string[] {
  const known = new Set(Object.keys(shape.shape));
  return Object.entries(part)
    .filter(([name, value]) => !known.has(name) && value !== null)
    .map(([name]) => `${name} of ${label}`);
}
