import { LRUCache } from "lru-cache";
import type { Bus } from "#storage/ports/bus.ts";
import { type Owner, ownerDigest } from "#storage/principal.ts";
import type { InboxContent, SourceContent } from "./inbox-view.ts";

/** What makes one reply differ from another of the same person. */
export interface ReplyKey {
  readonly view: string;
  readonly limit: number;
  readonly language: string;
}

interface Kept {
  readonly owner: Owner;
  readonly tools: readonly SourceContent[];
  readonly until: number;
  readonly content: InboxContent;
}

interface RepliesOptions {
  readonly bus: Pick<Bus, "subscribe" | "onReconnect" | "isListening">;
  readonly now: () => Date;
  readonly mostPeople?: number;
}

const longestMilliseconds = 60_000;
/** In items, over all people: a card is a few, a full view some hundred. */
const mostItems = 60_000;

/**
 * Inboxes as they were last put together, for start pages that are opened again and again. Given out only while the
 * tools say the same and nothing was written, here or on another replica; not believed while replicas cannot be heard.
 */
export class InboxReplies {
  readonly #options: RepliesOptions;
  readonly #kept = new LRUCache<string, Kept>({
    maxSize: mostItems,
    sizeCalculation: ({ content }) => 1 + content.items.length,
  });
  readonly #keys: LRUCache<string, Set<string>>;
  /** Readings under way; one that something was written under is not kept. */
  readonly #reading = new Map<string, Set<{ isOverwritten: boolean }>>();
  readonly #stop: readonly (() => void)[];

  constructor(options: RepliesOptions) {
    this.#options = options;
    this.#keys = new LRUCache({
      max: options.mostPeople ?? 20_000,
      // What nobody would find any more when its person writes must not be given out any more either.
      dispose: (keys) => {
        for (const key of keys) this.#kept.delete(key);
      },
    });
    this.#stop = [
      options.bus.subscribe((message) => {
        if (message.type === "inbox_changed" || message.type === "announcement_answered") this.#forget(message.owner);
      }),
      options.bus.onReconnect(() => this.forgetAll()),
    ];
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  forget(owner: Owner): void {
    this.#forget(ownerDigest(owner));
  }

  /** What is kept, if it still holds; else what `make` puts together, with the time until which it may be kept. */
  async of(
    owner: Owner,
    { view, limit, language }: ReplyKey,
    tools: readonly SourceContent[],
    make: () => Promise<{ readonly content: InboxContent; readonly until: Date | null }>,
  ): Promise<InboxContent> {
    const digest = ownerDigest(owner);
    const key = `${digest} ${view} ${limit} ${language}`;
    const at = this.#options.now().getTime();
    const kept = this.#options.bus.isListening() ? this.#kept.get(key) : undefined;
    if (kept !== undefined && holds(kept, owner, tools, at)) return kept.content;
    const reading = { isOverwritten: false };
    const all = this.#reading.get(digest) ?? new Set();
    this.#reading.set(digest, all.add(reading));
    try {
      const { content, until } = await make();
      if (!reading.isOverwritten && this.#options.bus.isListening()) {
        const end = until === null ? at + longestMilliseconds : Math.min(at + longestMilliseconds, until.getTime());
        this.#kept.set(key, { owner, tools, until: end, content });
        this.#keys.set(digest, (this.#keys.get(digest) ?? new Set()).add(key));
      }
      return content;
    } finally {
      all.delete(reading);
      if (all.size === 0) this.#reading.delete(digest);
    }
  }

  #forget(digest: string): void {
    for (const reading of this.#reading.get(digest) ?? []) reading.isOverwritten = true;
    for (const key of this.#keys.get(digest) ?? []) this.#kept.delete(key);
    this.#keys.delete(digest);
  }

  /** Something changed that may be in anybody's inbox. */
  forgetAll(): void {
    for (const digest of this.#reading.keys()) this.#forget(digest);
    this.#kept.clear();
    this.#keys.clear();
  }
}

function holds(kept: Kept, owner: Owner, tools: readonly SourceContent[], at: number): boolean {
  const isTheirs = kept.owner.issuer === owner.issuer && kept.owner.subject === owner.subject;
  return isTheirs && at < kept.until && isSame(kept.tools, tools);
}

/** The very lists, not lists that say the same: comparing those would cost what is to be saved. */
function isSame(before: readonly SourceContent[], now: readonly SourceContent[]): boolean {
  return (
    before.length === now.length &&
    before.every((one, index) => {
      const other = now[index];
      return other !== undefined && one.source === other.source && isSameList(one, other);
    })
  );
}

function isSameList(one: SourceContent, other: SourceContent): boolean {
  if (one.at?.getTime() !== other.at?.getTime()) return false;
  if (one.content === null || other.content === null) return one.content === other.content;
  const { notifications: before, isCapped } = one.content;
  const { notifications: now } = other.content;
  return isCapped === other.content.isCapped && (before === now || before.length + now.length === 0);
}
