import { randomUUID } from "node:crypto";
import type { InboxAct, IntentOutcome } from "@pforte/shared/contract/inbox";
import type { Intent, InboxTransaction } from "#storage/ports/inbox-store.ts";
import type { Principal } from "#storage/principal.ts";
import type { ActContext, InboxActsOptions } from "./inbox-acts.ts";
import { inboxKind, inboxPayloadSchema, type InboxPayload, type ToolCall } from "./inbox-payload.ts";
import { turnedBack, turnOf } from "./inbox-plan.ts";
import { mutedDigests, ThreadBook, type ThreadName } from "./inbox-threads.ts";
import { openIntent } from "./outbox-intents.ts";
import type { PersonVault } from "./person-vault.ts";
import type { OutboxTask } from "./outbox.ts";

const waitMilliseconds = 700;

/** Takes acts back: what still waits vanishes, what the tool has done is turned round where it can be. */
export async function undoActs(
  options: InboxActsOptions,
  context: ActContext,
  ids: readonly string[],
): Promise<{ readonly outcomes: readonly IntentOutcome[]; readonly brought: readonly ThreadName[] }> {
  const { store, outbox, vault } = options;
  const { owner } = context.principal;
  const mutes = mutedDigests(vault, owner, await store.mutes(owner));
  const { outcomes, calling, brought } = await store.transact(owner, async (tx) => {
    const known = new Map((await tx.intents(ids)).map((intent) => [intent.id, intent]));
    const undoing = new Undoing(options, context, tx, new ThreadBook(tx, owner, vault, mutes));
    const made: IntentOutcome[] = [];
    // The newest act first, as it was laid on top of the others.
    for (const id of ids.toReversed()) {
      const intent = known.get(id);
      made.unshift({ id, state: intent === undefined ? "refused" : await undoing.undo(intent) });
    }
    return { outcomes: made, calling: undoing.calling, brought: undoing.brought };
  });
  if (calling.length > 0) await outbox.carryOut(context.principal, calling, waitMilliseconds);
  return { outcomes, brought };
}

class Undoing {
  /** Ids of acts that turn others round at their tool. */
  readonly calling: string[] = [];
  /** Threads that were done and are no more. */
  readonly brought: ThreadName[] = [];
  readonly #options: InboxActsOptions;
  readonly #context: ActContext;
  readonly #tx: InboxTransaction;
  readonly #book: ThreadBook;

  constructor(options: InboxActsOptions, context: ActContext, tx: InboxTransaction, book: ThreadBook) {
    this.#options = options;
    this.#context = context;
    this.#tx = tx;
    this.#book = book;
  }

  async undo(intent: Intent): Promise<IntentOutcome["state"]> {
    if (intent.state === "undone") return "undone";
    const payload = payloadOf(this.#options.vault, intent);
    if (payload === null || intent.state === "refused" || intent.state === "expired") return "refused";
    if (intent.state === "overtaken") return "overtaken";
    const name = { source: intent.source, thread: payload.thread };
    if (intent.state === "waiting" && (await this.#tx.takeBack(intent.id, this.#options.now()))) {
      await this.#turnBack(name, payload);
      return "undone";
    }
    // At the tool already, on its way there this moment, or there without anybody having heard so.
    const opposite = this.#oppositeOf(intent.source, payload);
    if (opposite === null) return "too_late";
    const { before, after } = await this.#turnBack(name, payload);
    if (opposite.type !== "none") {
      const id = randomUUID();
      const act = {
        act: actOf(opposite, payload.act),
        thread: name.thread,
        call: opposite,
        turn: turnOf(before, after),
      };
      const title = after.memory.object?.title ?? "";
      const turning = {
        id,
        kind: inboxKind,
        source: name.source,
        object: name.thread,
        slot: null,
        payload: act,
        title,
      };
      const { principal, language } = this.#context;
      await this.#tx.addIntent(this.#options.outbox.prepare(principal.owner, turning, language));
      this.calling.push(id);
    }
    await this.#tx.markUndone(intent.id);
    await this.#tx.stop(intent.id, this.#options.now());
    return "undone";
  }

  /** What brings the tool back to where it was; null where nothing can. */
  #oppositeOf(source: string, { call, turn }: InboxPayload): ToolCall | null {
    switch (call.type) {
      case "none":
        return call;
      case "read": {
        // What was read before, say, stays read when a done is taken back.
        const ids = call.ids.filter((id) => (turn.marks[id]?.from?.isRead ?? !call.isRead) !== call.isRead);
        if (ids.length === 0) return { type: "none" };
        const canTurn = this.#context.sources.get(source)?.abilities.isReadFinal === false;
        return canTurn ? { type: "read", ids, isRead: !call.isRead } : null;
      }
      case "mute":
        return { ...call, isMuted: !call.isMuted };
      case "dismiss":
      case "action":
        return null;
    }
  }

  async #turnBack(name: ThreadName, { act, turn }: InboxPayload) {
    if (act === "done") this.brought.push(name);
    const before = await this.#book.read(name);
    const after = turnedBack(before, turn);
    await this.#book.write(name, before, after, this.#options.now());
    return { before, after };
  }
}

/** What the page shows as on its way. */
function actOf(call: ToolCall, undone: InboxAct): InboxAct {
  if (call.type === "read") return call.isRead ? "read" : "unread";
  if (call.type === "mute") return call.isMuted ? "mute" : "unmute";
  return undone;
}

/** Takes back what the portal remembers of an act that its tool refused; twice is as good as once. */
export function turningBack({ store, vault, now }: Omit<InboxActsOptions, "outbox">) {
  return async ({ principal, source, payload }: OutboxTask<InboxPayload>): Promise<void> => {
    const { owner } = principal;
    const mutes = mutedDigests(vault, owner, await store.mutes(owner));
    const name = { source: source.key, thread: payload.thread };
    await store.transact(owner, async (tx) => {
      const book = new ThreadBook(tx, owner, vault, mutes);
      const before = await book.read(name);
      await book.write(name, before, turnedBack(before, payload.turn), now());
    });
  };
}

/** What an intent says, if it is one of the inbox. */
export function payloadOf(vault: PersonVault, intent: Intent): InboxPayload | null {
  if (intent.act !== inboxKind) return null;
  return inboxPayloadSchema.safeParse(openIntent(vault, intent)?.payload).data ?? null;
}

/** Mutes a source as a whole, or lets it be heard again. */
export async function muteSourceOf(
  { store, vault, now }: InboxActsOptions,
  { owner }: Principal,
  source: string,
  isMuted: boolean,
): Promise<void> {
  await store.transact(owner, async (tx) => {
    const book = new ThreadBook(tx, owner, vault, new Set());
    if (isMuted) await book.muteSource(source, now());
    else await tx.removeMute(source, "");
  });
}
