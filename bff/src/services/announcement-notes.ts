import { localize, type Language } from "@pforte/shared/contract/localized";
import type { InboxAction } from "@pforte/shared/contract/inbox";
import type { NativeNotification } from "#connectors/kit/notifications.ts";
import type { ConfiguredTile } from "@pforte/shared/contract/portal-configuration";
import { hrefOf } from "./home-announcements.ts";
import { type KnownAnnouncement, reminderAt } from "./live-items.ts";

/** The action of an inbox by which a person confirms that they have read an announcement. */
export const confirmAction = "confirm";

/** The thread of an announcement among the portal's own: another showing of it is another thing. */
export const announcementThread = (key: string, revision: number) => `announcement:${key}:${revision}`;

/** Which announcement a thread of the portal's own is about, or null for another one. */
export function announcementOf(thread: string): { readonly key: string; readonly revision: number } | null {
  const [, key, revision] = /^announcement:([a-z0-9-]{1,60}):(\d{1,9})$/u.exec(thread) ?? [];
  return key === undefined ? null : { key, revision: Number(revision) };
}

const texts = {
  de: {
    confirm: "Lesen bestätigen",
    due: (at: string) => `Bitte bis ${at} bestätigen.`,
    overdue: (at: string) => `Die Bestätigung war bis ${at} erbeten und fehlt noch.`,
    asked: "Bitte bestätigen, dass Sie es gelesen haben.",
  },
  en: {
    confirm: "Confirm reading",
    due: (at: string) => `Please confirm by ${at}.`,
    overdue: (at: string) => `Your confirmation was due by ${at} and is still missing.`,
    asked: "Please confirm that you have read it.",
  },
} satisfies Record<Language, unknown>;

interface NotesInput {
  readonly known: KnownAnnouncement;
  /** The tile that it is about, where this person sees it. */
  readonly tile: ConfiguredTile | null;
  readonly language: Language;
  readonly timeZone: string;
  readonly now: Date;
}

/** As much of a text as a row of the inbox has room for. */
const mostCharacters = 300;

/** An announcement as a tool would list it: once, and a second time when the reminder is due. */
export function notesOf({ known, tile, language, timeZone, now }: NotesInput): NativeNotification[] {
  const { announcement, revision, item } = known;
  const asked = askedOf(known, language, timeZone, now);
  const text = [asked, localize(announcement.text, language)].filter((part) => part !== "").join(" ");
  const begun = announcement.from === undefined ? item.changedAt : new Date(announcement.from);
  const note = {
    thread: announcementThread(announcement.key, revision),
    actor: null,
    text: text === "" ? null : shortened(text),
    isRead: null,
    isMention: false,
    object: {
      kind: "portal" as const,
      title: localize(announcement.title, language),
      place: null,
      href: tile === null ? null : hrefOf(tile, language),
    },
    actions: announcement.acknowledgement === undefined ? [] : [confirm(language)],
  };
  const first = { ...note, id: "announced", reason: "portal" as const, at: begun.toISOString() };
  const reminder = reminderAt(announcement);
  if (reminder === null || reminder > now.getTime() || reminder <= begun.getTime()) return [first];
  return [{ ...note, id: "reminder", reason: "reminder", at: new Date(reminder).toISOString() }, first];
}

const confirm = (language: Language): InboxAction => ({
  id: confirmAction,
  label: texts[language].confirm,
  isPrimary: true,
});

function askedOf({ announcement }: KnownAnnouncement, language: Language, timeZone: string, now: Date): string {
  const { acknowledgement } = announcement;
  if (acknowledgement === undefined) return "";
  const { asked, due, overdue } = texts[language];
  const { deadline } = acknowledgement;
  if (deadline === undefined) return asked;
  const at = new Intl.DateTimeFormat(language === "de" ? "de-DE" : "en-GB", {
    timeZone,
    dateStyle: "medium",
    timeStyle: "short",
  }).format(new Date(deadline));
  return Date.parse(deadline) > now.getTime() ? due(at) : overdue(at);
}

function shortened(text: string): string {
  const characters = Array.from(text.replaceAll(/\s+/gu, " "));
  if (characters.length <= mostCharacters) return characters.join("");
  return `${characters.slice(0, mostCharacters - 1).join("")}…`;
}
