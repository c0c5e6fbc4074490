import type { InboxActRequest, IntentOutcome } from "@pforte/shared/contract/inbox";
import type { Language } from "@pforte/shared/contract/localized";
import type { NativeNotification } from "#connectors/kit/notifications.ts";
import type { InboxStore, InboxTransaction } from "#storage/ports/inbox-store.ts";
import type { Principal } from "#storage/principal.ts";
import type { InboxAbilities } from "./inbox-item.ts";
import { emptyMemory, withListed } from "./inbox-memory.ts";
import { inboxKind, inboxPayloadSchema, type InboxPayload } from "./inbox-payload.ts";
import { type Plan, plan, type ThreadState, turnOf, undoWindowMilliseconds } from "./inbox-plan.ts";
import { mutedDigests, ThreadBook, threadOf, type ThreadName } from "./inbox-threads.ts";
import { openIntent } from "./outbox-intents.ts";
import type { Outbox } from "./outbox.ts";
import type { PersonVault } from "./person-vault.ts";

/** What acts need to know of a source: what it lists, and what it can do. */
export interface ActSource {
  readonly threads: ReadonlyMap<string, readonly NativeNotification[]>;
  readonly abilities: InboxAbilities;
}

export interface InboxActsOptions {
  readonly store: InboxStore;
  readonly vault: PersonVault;
  readonly outbox: Outbox;
  readonly now: () => Date;
}

export interface ActContext {
  readonly principal: Principal;
  readonly language: Language;
  /** Those of the person, by key. */
  readonly sources: ReadonlyMap<string, ActSource>;
}

/** How long the page waits to hear that the tool has done it, too. */
const waitMilliseconds = 700;

/** All that waits is opened at each reading; nobody does this much while a tool is away. */
const mostWaiting = 2000;
/** The same of what is muted, which stays until the person says otherwise. */
const mostMutes = 1000;

/** Does things to items: remembered, and on their way to the tool, in one transaction. */
export async function actOn(
  options: InboxActsOptions,
  context: ActContext,
  requests: readonly InboxActRequest[],
): Promise<readonly IntentOutcome[]> {
  const { store, outbox, vault } = options;
  const { owner } = context.principal;
  const mutes = mutedDigests(vault, owner, await store.mutes(owner));
  const ids = requests.map(({ id }) => id);
  const isFull = (await outbox.waitingCount(owner)) >= mostWaiting;
  const mayBegin = ({ act }: InboxActRequest) => !isFull && (act !== "mute" || mutes.size < mostMutes);
  const calling = await store.transact(owner, async (tx) => {
    const known = new Set((await tx.intents(ids)).map(({ id }) => id));
    const book = new ThreadBook(tx, owner, vault, mutes);
    const waiting: string[] = [];
    for (const request of requests) {
      // Whoever repeats a request changes nothing (F38).
      if (known.has(request.id)) waiting.push(request.id);
      else if (mayBegin(request) && (await actOnce(options, context, tx, book, request))) waiting.push(request.id);
      known.add(request.id);
    }
    return waiting;
  });
  const outcomes = new Map(
    (await outbox.carryOut(context.principal, calling, waitMilliseconds)).map((one) => [one.id, one]),
  );
  return ids.map((id) => ({ id, state: outcomes.get(id)?.state ?? "refused" }));
}

/** True when something was written, false for an act that cannot be carried out. */
async function actOnce(
  options: InboxActsOptions,
  context: ActContext,
  tx: InboxTransaction,
  book: ThreadBook,
  request: InboxActRequest,
): Promise<boolean> {
  const name = threadOf(request.item);
  const source = name === null ? undefined : context.sources.get(name.source);
  if (name === null || source === undefined) return false;
  const listed = source.threads.get(name.thread) ?? [];
  const read = await book.read(name);
  const before = { ...read, memory: withListed(read.memory, listed) };
  const now = options.now();
  const planned = plan({ request, before, listed, abilities: source.abilities, now });
  if (planned === null) return false;
  if (request.act === "restore" || request.act === "unread") await dropDismissals(options, tx, book.digest(name), now);
  const after = keepingOnlyWhatWasActedOn(planned.after);
  await book.write(name, before, after, now);
  await tx.addIntent(intentOf(options, context, request, name, { ...planned, after }, before, now));
  return true;
}

function intentOf(
  { outbox }: InboxActsOptions,
  { principal, language }: ActContext,
  { id, act }: InboxActRequest,
  { source, thread }: ThreadName,
  { after, call, slot }: Plan,
  before: ThreadState,
  now: Date,
) {
  const payload: InboxPayload = { act, thread, call, turn: turnOf(before, after) };
  const intent = {
    id,
    kind: inboxKind,
    source,
    object: thread,
    slot,
    payload,
    title: after.memory.object?.title ?? "",
    href: after.memory.object?.href ?? null,
    delayMilliseconds: call.type === "dismiss" ? undoWindowMilliseconds : 0,
  };
  const prepared = outbox.prepare(principal.owner, intent, language);
  return call.type === "none" ? { ...prepared, createdAt: now, state: "applied" as const } : prepared;
}

/** A dismissal that still waits must not take away what the person just brought back. */
async function dropDismissals(
  { vault }: InboxActsOptions,
  tx: InboxTransaction,
  object: string,
  now: Date,
): Promise<void> {
  for (const waiting of await tx.waitingOn(object)) {
    const kept = openIntent(vault, waiting);
    const payload = waiting.act === inboxKind ? inboxPayloadSchema.safeParse(kept?.payload).data : undefined;
    if (payload?.call.type === "dismiss") await tx.stop(waiting.id, now);
  }
}

/** A row is about what a person did; what a tool lists beside that is not kept. */
function keepingOnlyWhatWasActedOn(state: ThreadState): ThreadState {
  const { memory } = state;
  const changes = memory.changes.filter(({ id }) => memory.marks[id] !== undefined);
  return { ...state, memory: { ...emptyMemory(memory.thread), ...memory, changes, changeCount: changes.length } };
}
