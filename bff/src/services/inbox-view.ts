import {
  portalSource,
  type Inbox,
  type InboxCount,
  type InboxItem,
  type InboxMute,
} from "@pforte/shared/contract/inbox";
import type { NotificationList } from "#connectors/kit/notifications.ts";
import type { InboxRow, Intent, MuteRow } from "#storage/ports/inbox-store.ts";
import type { Owner } from "#storage/principal.ts";
import { announcementOf } from "./announcement-notes.ts";
import { doneItem, type InboxAbilities, itemsOf, type KnownThread } from "./inbox-item.ts";
import { openMemory, openMute, type ThreadMemory } from "./inbox-memory.ts";
import { byThread } from "./inbox-threads.ts";
import { payloadOf } from "./inbox-undo.ts";
import { objectDigest } from "./outbox-intents.ts";
import type { PersonVault } from "./person-vault.ts";

/** What is known of one source at this moment. */
export interface SourceContent {
  readonly source: string;
  readonly content: NotificationList | null;
  readonly at: Date | null;
  readonly abilities: InboxAbilities;
}

/** What the store knows of one person's inbox. */
export interface StoredInbox {
  readonly rows: readonly InboxRow[];
  readonly mutes: readonly MuteRow[];
  readonly waiting: readonly Intent[];
}

interface Opened {
  readonly row: InboxRow;
  readonly memory: ThreadMemory;
}

type Pending = NonNullable<InboxItem["pending"]>;

/** One person's inbox, put together from what tools list and what the portal remembers. */
export class InboxView {
  readonly #vault: PersonVault;
  readonly #owner: Owner;
  readonly #contents: readonly SourceContent[];
  readonly #rows: ReadonlyMap<string, Opened>;
  readonly #pending: ReadonlyMap<string, Pending>;
  readonly #mutes: readonly InboxMute[];
  readonly #now: Date;

  constructor(
    { vault, owner, now }: { readonly vault: PersonVault; readonly owner: Owner; readonly now: Date },
    contents: readonly SourceContent[],
    stored: StoredInbox,
  ) {
    this.#vault = vault;
    this.#owner = owner;
    this.#now = now;
    this.#contents = contents;
    this.#rows = new Map(stored.rows.flatMap((row) => this.#opened(row)));
    this.#pending = pendingOf(vault, stored.waiting);
    this.#mutes = stored.mutes.flatMap((mute) => this.#mute(mute));
  }

  get mutes(): readonly InboxMute[] {
    return this.#mutes;
  }

  /** What waits now, newest first, with what is unread of it. */
  open(): { readonly items: readonly InboxItem[]; readonly counts: readonly InboxCount[] } {
    const items = this.#threads()
      .filter((thread) => !isAnswered(thread))
      .flatMap((thread) => itemsOf(thread, this.#now).open ?? [])
      .filter((item) => !item.isMuted)
      .toSorted(byNewest);
    return { items, counts: this.#contents.map((content) => countOf(content, items)) };
  }

  /** What was put off; what returns first, first. */
  later(): readonly InboxItem[] {
    return this.#threads()
      .filter((thread) => !isAnswered(thread))
      .flatMap((thread) => itemsOf(thread, this.#now).later ?? [])
      .toSorted((one, other) => (one.snoozedUntil ?? "").localeCompare(other.snoozedUntil ?? ""));
  }

  /** What was done, newest first; every one of these rows. */
  history(): readonly InboxItem[] {
    return this.#threads()
      .flatMap((thread) => doneItem(thread) ?? [])
      .toSorted((one, other) => (other.doneAt ?? "").localeCompare(one.doneAt ?? ""));
  }

  get nextReturnAt(): string | null {
    const later = [...this.#rows.values()].flatMap(({ row }) => row.snoozedUntil ?? []);
    const next = later.filter((at) => at.getTime() > this.#now.getTime()).map((at) => at.toISOString());
    return next.toSorted()[0] ?? null;
  }

  #threads(): readonly KnownThread[] {
    return this.#contents.flatMap(({ source, content, at, abilities }) => {
      const listed = byThread(content);
      const rows = [...this.#rows.values()].filter(({ row }) => row.source === source);
      const remembered = new Map(rows.map((opened) => [opened.memory.thread, opened]));
      const isMutedAll = this.#mutes.some((mute) => mute.source === source && mute.item === null);
      const muted = new Set(this.#mutes.filter((mute) => mute.source === source).map(({ item }) => item));
      return [...new Set([...listed.keys(), ...remembered.keys()])].map((thread): KnownThread => {
        const opened = remembered.get(thread);
        const digest = opened?.row.thread ?? objectDigest(this.#vault, this.#owner, source, thread);
        return {
          source,
          thread,
          listed: listed.get(thread) ?? [],
          listedAt: at,
          row: opened?.row ?? null,
          memory: opened?.memory ?? null,
          pending: this.#pending.get(digest) ?? null,
          isMuted: isMutedAll || muted.has(`${source}:${thread}`),
          abilities,
        };
      });
    });
  }

  #opened(row: InboxRow): [string, Opened][] {
    const memory = openMemory(this.#vault, this.#owner, row);
    return memory === null ? [] : [[`${row.source} ${row.thread}`, { row, memory }]];
  }

  #mute(row: MuteRow): InboxMute[] {
    const mute = openMute(this.#vault, this.#owner, row);
    if (mute === null) return [];
    const item = mute.thread === null ? null : `${row.source}:${mute.thread}`;
    return [{ source: row.source, item, title: mute.title, at: row.at.toISOString() }];
  }
}

/** The digests by which the store finds what it knows of listed threads. */
export function digestsOf(vault: PersonVault, owner: Owner, contents: readonly SourceContent[]): readonly string[] {
  return contents.flatMap(({ source, content }) =>
    [...byThread(content).keys()].map((thread) => objectDigest(vault, owner, source, thread)),
  );
}

function pendingOf(vault: PersonVault, waiting: readonly Intent[]): ReadonlyMap<string, Pending> {
  const pending = new Map<string, Pending>();
  for (const intent of waiting) {
    const act = payloadOf(vault, intent)?.act;
    if (act === undefined) continue;
    const known = pending.get(intent.object);
    if (known === undefined) pending.set(intent.object, { acts: [act], since: intent.createdAt.toISOString() });
    else if (!known.acts.includes(act)) known.acts.push(act);
  }
  return pending;
}

function countOf({ source, content }: SourceContent, items: readonly InboxItem[]): InboxCount {
  if (content === null) return { source, unread: null, mentions: null, isCapped: false };
  const unread = items.filter((item) => item.source === source && !item.isRead);
  const mentions = unread.filter((item) => item.isMention).length;
  return { source, unread: unread.length, mentions, isCapped: content.isCapped };
}

/** An announcement that is listed no more was answered on the page, or is over: also what was read or put off of it leaves. */
const isAnswered = ({ source, thread, listed }: KnownThread) =>
  source === portalSource && listed.length === 0 && announcementOf(thread) !== null;

const byNewest = (one: InboxItem, other: InboxItem) => other.at.localeCompare(one.at) || one.id.localeCompare(other.id);

/** What there is of a view beside the states of sources. */
export type InboxContent = Omit<Inbox, "sources">;
