import type { NotificationList } from "#connectors/kit/notifications.ts";
import type { NativeNotification } from "#connectors/kit/notifications.ts";
import type { InboxTransaction } from "#storage/ports/inbox-store.ts";
import type { Owner } from "#storage/principal.ts";
import { emptyMemory, openMemory, openMute, sealMemory, sealMute } from "./inbox-memory.ts";
import type { ThreadState } from "./inbox-plan.ts";
import { objectDigest } from "./outbox-intents.ts";
import type { PersonVault } from "./person-vault.ts";

/** Names one thread of one source. */
export interface ThreadName {
  readonly source: string;
  readonly thread: string;
}

/** The parts of an item's id. */
export function threadOf(item: string): ThreadName | null {
  const at = item.indexOf(":");
  return at < 1 ? null : { source: item.slice(0, at), thread: item.slice(at + 1) };
}

/** What a tool lists, by thread, in its order. */
export function byThread(list: NotificationList | null): ReadonlyMap<string, readonly NativeNotification[]> {
  const threads = new Map<string, NativeNotification[]>();
  for (const each of list?.notifications ?? []) {
    const known = threads.get(each.thread);
    if (known === undefined) threads.set(each.thread, [each]);
    else known.push(each);
  }
  return threads;
}

/** One person's threads within a transaction: opened, changed, sealed again. */
export class ThreadBook {
  readonly #tx: InboxTransaction;
  readonly #owner: Owner;
  readonly #vault: PersonVault;
  readonly #mutedDigests: ReadonlySet<string>;

  constructor(tx: InboxTransaction, owner: Owner, vault: PersonVault, mutedDigests: ReadonlySet<string>) {
    this.#tx = tx;
    this.#owner = owner;
    this.#vault = vault;
    this.#mutedDigests = mutedDigests;
  }

  digest({ source, thread }: ThreadName): string {
    return objectDigest(this.#vault, this.#owner, source, thread);
  }

  async read(name: ThreadName): Promise<ThreadState> {
    const row = await this.#tx.row(name.source, this.digest(name));
    const memory = row === null ? null : openMemory(this.#vault, this.#owner, row);
    const isMuted = this.#mutedDigests.has(this.digest(name));
    if (row === null || memory === null) {
      return { memory: emptyMemory(name.thread), doneAt: null, snoozedUntil: null, isKept: false, isMuted };
    }
    return { memory, doneAt: row.doneAt, snoozedUntil: row.snoozedUntil, isKept: row.isKept, isMuted };
  }

  async write(name: ThreadName, before: ThreadState, after: ThreadState, at: Date): Promise<void> {
    const key = { source: name.source, thread: this.digest(name) };
    const { memory, doneAt, snoozedUntil, isKept } = after;
    const sealed = sealMemory(this.#vault, this.#owner, key, memory);
    await this.#tx.putRow({
      ...key,
      sealed,
      changedAt: at,
      doneAt,
      snoozedUntil,
      isKept,
    });
    if (after.isMuted && !before.isMuted) {
      await this.#putMute(key, { thread: name.thread, title: memory.object?.title ?? null }, at);
    }
    if (!after.isMuted && before.isMuted) await this.#tx.removeMute(key.source, key.thread);
  }

  async muteSource(source: string, at: Date): Promise<void> {
    await this.#putMute({ source, thread: "" }, { thread: null, title: null }, at);
  }

  async #putMute(
    key: ThreadName,
    mute: { readonly thread: string | null; readonly title: string | null },
    at: Date,
  ): Promise<void> {
    await this.#tx.putMute({ ...key, sealed: sealMute(this.#vault, this.#owner, key, mute), at });
  }
}

/** Digests of the threads that somebody muted. */
export function mutedDigests(
  vault: PersonVault,
  owner: Owner,
  mutes: readonly { readonly source: string; readonly thread: string; readonly sealed: string }[],
): ReadonlySet<string> {
  return new Set(mutes.filter((mute) => openMute(vault, owner, mute) !== null).map(({ thread }) => thread));
}
