import {
  inboxChangeSchema,
  inboxItemSchema,
  inboxSchema,
  type Inbox,
  type InboxChange,
  type InboxItem,
} from "../contract/inbox.ts";
import type { SourceOutcome } from "../contract/source-outcome.ts";

const now = "2026-11-23T09:44:00.000Z";

/** The sources of the demo as they answer when all is well. */
export function someOutcomes(some: Partial<Record<string, SourceOutcome["outcome"]>> = {}): SourceOutcome[] {
  const names = { files: "Dateien", projects: "Projekte", matrix: "Chat", portal: "Pforte" };
  return Object.entries(names).map(([source, name]) => ({
    source,
    name,
    outcome: some[source] ?? { state: "ok", at: now },
  }));
}

/** A change by Tobias Kranich at 10:38 in Berlin. */
export function aChange(some: Partial<InboxChange> = {}): InboxChange {
  return inboxChangeSchema.parse({
    id: "1",
    reason: "changed",
    actor: "Tobias Kranich",
    text: "Status „In Prüfung“",
    at: "2026-11-23T09:38:00.000Z",
    isRead: false,
    ...some,
  });
}

/** An unread work package of the source `projects` with one change, unless said otherwise. */
export function anInboxItem(
  some: Partial<Omit<InboxItem, "object">> & { readonly object?: Partial<InboxItem["object"]> } = {},
): InboxItem {
  const { object, ...fields } = some;
  const changes = fields.changes ?? [aChange()];
  const title = object?.title ?? "Gewässerrandstreifen 2027";
  return inboxItemSchema.parse({
    id: `projects:${title}`,
    source: "projects",
    changes,
    changeCount: changes.length,
    at: changes[0]?.at ?? now,
    isRead: changes.every(({ isRead }) => isRead),
    isMention: changes.some(({ reason }) => reason === "mentioned"),
    acts: ["read", "done", "snooze", "mute"],
    actions: [],
    room: null,
    snoozedUntil: null,
    returnedAt: null,
    doneAt: null,
    isMuted: false,
    pending: null,
    ...fields,
    object: {
      kind: "work_package",
      title,
      place: "Gewässerschutz",
      href: "https://projects.example.org/work_packages/4711",
      ...object,
    },
  });
}

/** What waits for Ines Marquardt on the Monday of the mock: work, mentions, shares and the portal's own words. */
export function someInboxItems(): InboxItem[] {
  return [...someOfMonday(), ...someOfFriday()];
}

function someOfMonday(): InboxItem[] {
  return [
    anInboxItem({
      id: "projects:wp:4711",
      changes: [
        aChange(),
        aChange({ id: "2", reason: "commented", text: "Anlage 3 fehlt noch", at: "2026-11-23T09:36:00.000Z" }),
        aChange({
          id: "3",
          actor: "Helga Brandstetter",
          text: "Frist auf 4. Dezember verschoben",
          at: "2026-11-23T08:20:00.000Z",
        }),
        aChange({
          id: "4",
          actor: "Helga Brandstetter",
          reason: "assigned",
          text: null,
          at: "2026-11-23T08:12:00.000Z",
        }),
      ],
    }),
    anInboxItem({
      id: "matrix:room:!ref42:example.org",
      source: "matrix",
      room: { id: "matrix:!ref42:example.org", canReply: true, message: "$question" },
      object: {
        kind: "room",
        title: "Referat 42 – Wasserrecht",
        place: null,
        href: "https://chat.example.org/#/room/1",
      },
      changes: [
        aChange({
          reason: "mentioned",
          actor: "Deniz Aslan",
          text: "Können Sie den Vermerk bis 14 Uhr freigeben?",
          at: "2026-11-23T09:31:00.000Z",
        }),
      ],
    }),
    anInboxItem({
      id: "files:file:77",
      source: "files",
      object: {
        kind: "file",
        title: "Vermerk Randstreifen.odt",
        place: "Referat 42/Vermerke",
        href: "https://files.example.org/f/77",
      },
      changes: [aChange({ reason: "shared", actor: "Katharina Wendland", text: null, at: "2026-11-23T08:57:00.000Z" })],
    }),
    anInboxItem({
      id: "portal:note:1",
      source: "portal",
      object: {
        kind: "portal",
        title: "Dienstanweisung zur Aktenführung geändert",
        place: "Zentrale Dienste",
        href: null,
      },
      changes: [
        aChange({
          reason: "portal",
          actor: null,
          text: "Bitte bis 30. November bestätigen",
          at: "2026-11-23T07:00:00.000Z",
        }),
      ],
      actions: [{ id: "confirm", label: "Bestätigen", isPrimary: true }],
    }),
  ];
}

function someOfFriday(): InboxItem[] {
  return [
    anInboxItem({
      id: "projects:wp:4802",
      object: { title: "Messnetz Grundwasser: Leistungsverzeichnis" },
      changes: [
        aChange({
          reason: "assigned",
          actor: "Helga Brandstetter",
          text: "fällig am 25.11.",
          at: "2026-11-20T15:05:00.000Z",
        }),
      ],
    }),
    anInboxItem({
      id: "files:file:91",
      source: "files",
      object: {
        kind: "file",
        title: "Haushaltsanmeldung 2027.ods",
        place: "Referat 42/Haushalt",
        href: "https://files.example.org/f/91",
      },
      changes: [
        aChange({
          reason: "commented",
          actor: "Paul Zierau",
          text: "Zeile 14 bitte nach Titeln trennen",
          at: "2026-11-20T13:48:00.000Z",
        }),
      ],
    }),
    anInboxItem({
      id: "matrix:room:!agakte:example.org",
      source: "matrix",
      room: { id: "matrix:!agakte:example.org", canReply: false, message: null },
      object: { kind: "room", title: "AG Digitale Akte", place: null, href: "https://chat.example.org/#/room/2" },
      changes: [aChange({ reason: "invited", actor: "Ole Friis", text: null, at: "2026-11-20T10:12:00.000Z" })],
    }),
    anInboxItem({
      id: "projects:wp:3011",
      object: { title: "Wasserbuch: Altdaten 1998 bis 2004 übernehmen", place: "Wasserbuch" },
      changes: [aChange({ text: "Beschreibung geändert", at: "2026-11-20T08:03:00.000Z", isRead: true })],
      acts: ["unread", "done", "snooze", "mute"],
    }),
  ];
}

/** What the inbox's endpoint answers for these items, with all sources well. */
export function anInbox(some: Partial<Inbox> = {}): Inbox {
  const items = some.items ?? [];
  const sources = some.sources ?? someOutcomes();
  return inboxSchema.parse({
    total: items.length,
    counts: sources.map(({ source }) => {
      const own = items.filter((item) => item.source === source && !item.isRead);
      return { source, unread: own.length, mentions: own.filter(({ isMention }) => isMention).length, isCapped: false };
    }),
    handledToday: 0,
    nextReturnAt: null,
    waiting: 0,
    mutes: [],
    ...some,
    items,
    sources,
  });
}
