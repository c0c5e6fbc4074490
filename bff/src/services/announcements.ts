import type { Language } from "@pforte/shared/contract/localized";
import type { NotificationList } from "#connectors/kit/notifications.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { AnnouncementAnswer } from "#storage/ports/live-store.ts";
import type { Owner, Principal } from "#storage/principal.ts";
import type { AnnouncementAnswers } from "./announcement-answers.ts";
import { announcementOf, notesOf } from "./announcement-notes.ts";
import { isFor, openAnnouncements, openSwitches, switchedOffKey } from "./home-announcements.ts";
import { reminderAt } from "./live-items.ts";
import type { LiveNow } from "./live-state.ts";
import { Refusal } from "./refusal.ts";
import { visibleTiles } from "./visibility.ts";

type Given = Omit<AnnouncementAnswer, "at">;

/** Announcements as people meet them: on the page, in the inbox, and with what they answer. */
export interface Announcements {
  /** What this person answered; nothing is read while there is nothing to answer. */
  answersOf(principal: Principal): Promise<readonly AnnouncementAnswer[]>;
  /** Puts one away or confirms it; the same again changes nothing. Throws a Refusal. */
  answer(principal: Principal, given: Given): Promise<void>;
  /** Called at once after this person answered here, before the bus has told of it. */
  onAnswered(listener: (owner: Owner) => void): () => void;
  readonly inbox: AnnouncementInbox;
}

/** Announcements among the portal's own entries of an inbox. */
export interface AnnouncementInbox {
  /** Those that this person still has to see, with the time until which that is so. */
  list(
    principal: Principal,
    language: Language,
  ): Promise<{ readonly notifications: NotificationList["notifications"]; readonly until: Date | null }>;
  /** The entry was done with: an announcement that can be put away is, another one stays on the page. */
  done(principal: Principal, thread: string): Promise<void>;
  /** The entry was brought back, and with it what was put away. */
  back(principal: Principal, thread: string): Promise<void>;
  /** The entry's own action. Throws a Refusal. */
  confirm(principal: Principal, thread: string): Promise<void>;
}

interface AnnouncementsOptions {
  readonly live: { now(): LiveNow };
  readonly answers: AnnouncementAnswers;
  readonly configuration: { current(): PublishedConfiguration };
  readonly timeZone: string;
  readonly now: () => Date;
}

export function createAnnouncements(options: AnnouncementsOptions): Announcements {
  const { live, answers } = options;
  const listeners = new Set<(owner: Owner) => void>();
  const tell = (owner: Owner) => listeners.forEach((listener) => listener(owner));
  const answersOf = async ({ owner }: Principal) => {
    const { announcements, sourcesOff } = live.now();
    return announcements.length === 0 && sourcesOff.size === 0 ? [] : answers.of(owner);
  };
  const answer = async (principal: Principal, given: Given) => {
    checkAnswer(options, principal, given);
    const before = await answers.of(principal.owner);
    const isThere = before.some(
      (one) =>
        one.announcement === given.announcement &&
        one.revision === given.revision &&
        (one.answer === given.answer || one.answer === "confirmed"),
    );
    if (!isThere) await answers.give(principal, given);
    tell(principal.owner);
  };
  return {
    answersOf,
    answer,
    onAnswered(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    inbox: inboxOf(options, { answersOf, answer }),
  };
}

/** 404 for what is not there for this person, 409 where it is another one by now or cannot be answered like this. */
function checkAnswer(
  { live, configuration }: AnnouncementsOptions,
  viewer: Principal,
  { announcement: key, revision, answer }: Given,
): void {
  const now = live.now();
  const { document } = configuration.current();
  const off = openSwitches({ document, viewer, language: "de", live: now, answers: [] }).find(
    ({ switch: { source } }) => switchedOffKey(source) === key,
  );
  if (off !== undefined) {
    if (off.item.version === revision && answer === "put_away") return;
    throw new Refusal("conflict", "It is about another time by now, or needs no confirmation.");
  }
  const known = now.announcements.find(({ announcement }) => announcement.key === key);
  if (known === undefined || !isFor(known, viewer)) throw new Refusal("not_found", "There is no such announcement.");
  const { isSticky, acknowledgement } = known.announcement;
  const isPossible =
    answer === "confirmed" ? acknowledgement !== undefined : acknowledgement === undefined && !isSticky;
  if (known.revision !== revision || !isPossible) {
    throw new Refusal("conflict", "It changed in the meantime, or cannot be answered like this.");
  }
}

function inboxOf(
  options: AnnouncementsOptions,
  { answersOf, answer }: Pick<Announcements, "answersOf" | "answer">,
): AnnouncementInbox {
  const { live, answers, configuration, timeZone, now } = options;
  const named = (thread: string) => {
    const about = announcementOf(thread);
    return about === null ? null : { announcement: about.key, revision: about.revision };
  };
  return {
    async list(principal, language) {
      const at = now();
      const { document } = configuration.current();
      const given = await answersOf(principal);
      const open = openAnnouncements({ document, viewer: principal, language, live: live.now(), answers: given });
      const tiles = open.length === 0 ? null : visibleTiles(document, principal);
      const notifications = open
        .flatMap((known) => {
          const tile = tiles?.get(known.announcement.tile ?? "") ?? null;
          return notesOf({ known, tile, language, timeZone, now: at });
        })
        .toSorted((one, other) => other.at.localeCompare(one.at));
      return { notifications, until: nextChange(open, at) };
    },
    async done(principal, thread) {
      const about = named(thread);
      const known = live.now().announcements.find(({ announcement }) => announcement.key === about?.announcement);
      if (about === null || known?.revision !== about.revision || !isFor(known, principal)) return;
      const { isSticky, acknowledgement } = known.announcement;
      if (!isSticky && acknowledgement === undefined) await answer(principal, { ...about, answer: "put_away" });
    },
    async back(principal, thread) {
      const about = named(thread);
      if (about !== null) await answers.takeBack(principal.owner, about.announcement, about.revision);
    },
    async confirm(principal, thread) {
      const about = named(thread);
      if (about === null) throw new Refusal("not_found", "There is no such announcement.");
      await answer(principal, { ...about, answer: "confirmed" });
    },
  };
}

/** When the next reminder or deadline changes what the entries say. */
function nextChange(open: ReturnType<typeof openAnnouncements>, at: Date): Date | null {
  const instants = open.flatMap(({ announcement }) => {
    const deadline = announcement.acknowledgement?.deadline;
    return [reminderAt(announcement), deadline === undefined ? null : Date.parse(deadline)];
  });
  const later = instants.filter((instant) => instant !== null).filter((instant) => instant > at.getTime());
  return later.length === 0 ? null : new Date(Math.min(...later));
}
