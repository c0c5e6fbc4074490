import type { CallReply, HandlerInput } from "@pforte/shared/contract/endpoint";
import type { Language } from "@pforte/shared/contract/localized";
import { localize } from "@pforte/shared/contract/localized";
import type { listNextStatuses, setWorkStatus, WorkItem, WorkList, WorkStatus } from "@pforte/shared/contract/work";
import type { NativeWorkItem } from "#connectors/kit/work.ts";
import type { Principal } from "#storage/principal.ts";
import { connected, type ConnectedSource } from "./live-sources.ts";
import type { Outbox, OutboxIntent } from "./outbox.ts";
import type { PersonContent } from "./person-content.ts";
import type { ToolCalls } from "./tool-calls.ts";
import { handleWorkStatus, statusDetailSchema, statusPayloadSchema, workStatusAct } from "./work-status-act.ts";

/** What a person has to do, over all sources. */
export interface WorkService {
  list(
    principal: Principal,
    options: {
      readonly limit: number;
      readonly language: Language;
      readonly signal: AbortSignal;
      /** Longer than this no source is waited for. */
      readonly waitMilliseconds: number;
    },
  ): Promise<WorkList>;
  /** Null where the person has no such item; an `UpstreamError` where its tool does not say. */
  nextStatuses(
    principal: Principal,
    item: string,
    options: { readonly language: Language; readonly signal: AbortSignal },
  ): Promise<CallReply<typeof listNextStatuses> | null>;
  /** Null where the person has no such item. */
  setStatus(
    principal: Principal,
    request: StatusRequest,
    language: Language,
  ): Promise<CallReply<typeof setWorkStatus> | null>;
}

interface WorkOptions {
  readonly content: Pick<PersonContent, "gather" | "sourcesOf">;
  readonly calls: ToolCalls;
  readonly outbox: Pick<Outbox, "handle" | "submit" | "waitingOf" | "waitingCount">;
}

/** A person who sets a status is told what became of it, if the tool says so within this time. */
const outcomeMilliseconds = 3000;
/** More acts of one person do not wait for tools that are down; they are refused instead of piling up. */
const mostWaiting = 2000;

export function createWork(options: WorkOptions): WorkService {
  handleWorkStatus(options.outbox);
  return {
    list: async (principal, request) => list(options, principal, request),
    nextStatuses: async (principal, item, { language, signal }) => {
      const found = find(options, principal, item);
      const work = found?.source.live.connection.connector.work;
      if (found === null || work?.nextStatuses === undefined) return null;
      const next = await work.nextStatuses(options.calls.context(principal, found.source, language, signal), found.id);
      return { version: next.version, statuses: [...next.statuses] };
    },
    setStatus: async (principal, request, language) => setStatus(options, principal, request, language),
  };
}

async function list(
  { content, outbox }: WorkOptions,
  principal: Principal,
  { limit, language, signal, waitMilliseconds }: Parameters<WorkService["list"]>[1],
): Promise<WorkList> {
  const request = { language, signal, waitMilliseconds, params: [] };
  const [gathered, waiting] = await Promise.all([
    content.gather(principal, "work", request),
    pendingStatuses(outbox, principal),
  ]);
  const items = gathered.flatMap(({ source, content: found }) =>
    (found?.items ?? []).map((item) => stamped(item, source.key, waiting)),
  );
  return {
    items: items.sort(byDueDay).slice(0, limit),
    counts: gathered.map(({ source, content: found }) => ({
      source: source.key,
      open: found?.open ?? null,
      isCapped: found?.isCapped ?? false,
    })),
    sources: gathered.map(({ source, outcome }) => ({
      source: source.key,
      name: localize(source.configured.name, language),
      outcome,
    })),
  };
}

type StatusRequest = HandlerInput<typeof setWorkStatus>["body"];

async function setStatus(
  options: WorkOptions,
  principal: Principal,
  request: StatusRequest,
  language: Language,
): Promise<CallReply<typeof setWorkStatus> | null> {
  const found = find(options, principal, request.item);
  if (found?.source.live.connection.connector.work?.setStatus === undefined) return null;
  const isFull = (await options.outbox.waitingCount(principal.owner)) >= mostWaiting;
  // A repeated request, or another choice for what already waits, adds nothing.
  if (isFull && !(await pendingStatuses(options.outbox, principal)).has(request.item)) {
    return { outcome: { id: request.id, state: "refused" }, item: null, overtakenBy: null };
  }
  const intent = statusIntent(found, request, await lastListed(options, principal, request.item, language));
  const waiting = { language, waitMilliseconds: outcomeMilliseconds };
  const [outcome] = await options.outbox.submit(principal, [intent], waiting);
  if (outcome === undefined) throw new Error("The outbox did not say what became of an act.");
  const detail = statusDetailSchema.safeParse(outcome.detail);
  const now = detail.success ? detail.data : { item: null, by: null };
  return {
    outcome: { id: outcome.id, state: outcome.state },
    item: now.item === null ? null : stamped(now.item, found.source.key, new Map()),
    overtakenBy: outcome.state === "overtaken" ? now.by : null,
  };
}

function statusIntent(found: FoundItem, request: StatusRequest, listed: WorkItem | null): OutboxIntent {
  const { id, status, version, shown = { name: "", isClosed: false } } = request;
  return {
    id,
    kind: workStatusAct,
    source: found.source.key,
    object: `work:${found.id}`,
    slot: "status",
    payload: { item: found.id, status: { id: status, ...shown }, version },
    title: listed?.title ?? "",
    href: listed?.href ?? null,
  };
}

/** What is remembered of the item; a tool that must be asked first is not waited for. */
async function lastListed(
  { content }: WorkOptions,
  principal: Principal,
  item: string,
  language: Language,
): Promise<WorkItem | null> {
  const request = {
    language,
    signal: new AbortController().signal,
    waitMilliseconds: 0,
    params: [],
    freshMilliseconds: Number.POSITIVE_INFINITY,
  };
  const gathered = await content.gather(principal, "work", request);
  const items = gathered.flatMap(({ source, content: found }) =>
    (found?.items ?? []).map((each) => stamped(each, source.key, new Map())),
  );
  return items.find(({ id }) => id === item) ?? null;
}

/** The statuses that wait to be set, by the id of their item. */
async function pendingStatuses(
  outbox: WorkOptions["outbox"],
  principal: Principal,
): Promise<ReadonlyMap<string, WorkStatus>> {
  const pending = new Map<string, WorkStatus>();
  for (const { source, acts } of await outbox.waitingOf(principal)) {
    for (const { kind, payload } of acts) {
      if (kind !== workStatusAct) continue;
      const parsed = statusPayloadSchema.safeParse(payload);
      if (parsed.success) pending.set(idOf(source, parsed.data.item), parsed.data.status);
    }
  }
  return pending;
}

const idOf = (source: string, item: string) => `${source}:${item}`;

function stamped(item: NativeWorkItem, source: string, pending: ReadonlyMap<string, WorkStatus>): WorkItem {
  const id = idOf(source, item.id);
  const waiting = pending.get(id);
  const pendingStatus = waiting === undefined || waiting.id === item.status.id ? null : waiting;
  return { ...item, id, source, pendingStatus };
}

interface FoundItem {
  readonly source: ConnectedSource;
  /** In the tool's ids. */
  readonly id: string;
}

/** An item of a source that this person has; anything else is not there. */
function find({ content }: WorkOptions, principal: Principal, item: string): FoundItem | null {
  const colon = item.indexOf(":");
  const source = content.sourcesOf(principal, "work").find(({ key }) => key === item.slice(0, colon));
  const ready = source === undefined || colon < 0 ? null : connected(source);
  return ready === null ? null : { source: ready, id: item.slice(colon + 1) };
}

function byDueDay(one: WorkItem, other: WorkItem): number {
  if (one.dueOn !== other.dueOn) {
    if (one.dueOn === null || other.dueOn === null) return one.dueOn === null ? 1 : -1;
    return one.dueOn < other.dueOn ? -1 : 1;
  }
  return other.changedAt.localeCompare(one.changedAt);
}
