import {
  type Inbox,
  type InboxActRequest,
  type InboxMute,
  type IntentOutcome,
  portalSource,
} from "@pforte/shared/contract/inbox";
import { localize, type Language } from "@pforte/shared/contract/localized";
import type { SourceOutcome } from "@pforte/shared/contract/source-outcome";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { InboxStore } from "#storage/ports/inbox-store.ts";
import type { Principal } from "#storage/principal.ts";
import type { AnnouncementInbox } from "./announcements.ts";
import { actOnAnnouncements } from "./inbox-announcements.ts";
import { actOn, type ActContext, type ActSource } from "./inbox-acts.ts";
import { inboxHandler } from "./inbox-handler.ts";
import { abilitiesOf } from "./inbox-item.ts";
import { inboxKind, inboxPayloadSchema } from "./inbox-payload.ts";
import type { InboxReplies } from "./inbox-replies.ts";
import { byThread, threadOf } from "./inbox-threads.ts";
import { muteSourceOf, turningBack, undoActs } from "./inbox-undo.ts";
import { digestsOf, InboxView, type InboxContent, type SourceContent } from "./inbox-view.ts";
import { startOfDay } from "./start-of-day.ts";
import type { Outbox } from "./outbox.ts";
import type { ContentRequest, PersonContent } from "./person-content.ts";
import type { PersonVault } from "./person-vault.ts";
import type { PortalNotifications } from "./portal-notifications.ts";

/** How an inbox is read. */
export interface InboxRequest {
  readonly view: "open" | "later" | "history";
  readonly limit: number;
  readonly language: Language;
  readonly signal: AbortSignal;
  /** Longer than this nobody waits for a tool. */
  readonly waitMilliseconds: number;
}

/** What waits for people in all their tools, and what they do with it. */
export interface InboxService {
  read(principal: Principal, request: InboxRequest): Promise<Inbox>;
  act(principal: Principal, acts: readonly InboxActRequest[], language: Language): Promise<readonly IntentOutcome[]>;
  undo(principal: Principal, ids: readonly string[], language: Language): Promise<readonly IntentOutcome[]>;
  muteSource(principal: Principal, source: string, isMuted: boolean): Promise<readonly InboxMute[]>;
}

interface InboxOptions {
  readonly store: InboxStore;
  readonly vault: PersonVault;
  readonly outbox: Outbox;
  readonly content: PersonContent;
  readonly notifications: PortalNotifications;
  readonly announcements: AnnouncementInbox;
  readonly replies: InboxReplies;
  readonly configuration: { current(): PublishedConfiguration };
  readonly timeZone: string;
  readonly now: () => Date;
}

const historyMilliseconds = 30 * 24 * 3600 * 1000;

export function createInbox(options: InboxOptions): InboxService {
  const { outbox } = options;
  outbox.handle(inboxKind, inboxPayloadSchema, inboxHandler(turningBack(options)), ["notifications", "chat"]);
  /** Whoever reads right after the answer must find what was written, also before the bus has told of it. */
  const forgetting = async <Result>(principal: Principal, work: () => Promise<Result>) =>
    work().finally(() => options.replies.forget(principal.owner));
  return {
    read: async (principal, request) => read(options, principal, request),
    act: async (principal, acts, language) =>
      forgetting(principal, async () => {
        const items = acts.map(({ item }) => item);
        return actOnAnnouncements(options.announcements, principal, acts, async (others) =>
          actOn(options, await actContext(options, principal, language, items), others),
        );
      }),
    undo: async (principal, ids, language) =>
      forgetting(principal, async () => {
        const { outcomes, brought } = await undoActs(options, await actContext(options, principal, language, []), ids);
        for (const name of brought) {
          if (name.source === portalSource) await options.announcements.back(principal, name.thread);
        }
        return outcomes;
      }),
    muteSource: async (principal, source, isMuted) =>
      forgetting(principal, async () => {
        const isTheirs = source === portalSource || sourcesOf(options, principal).some(({ key }) => key === source);
        // One that is configured no more can still be heard again.
        const isKnown =
          isTheirs || (!isMuted && (await options.store.mutes(principal.owner)).some((mute) => mute.source === source));
        if (isKnown) await muteSourceOf(options, principal, source, isMuted);
        const stored = { rows: [], mutes: await options.store.mutes(principal.owner), waiting: [] };
        return new InboxView(viewContext(options, principal), [], stored).mutes;
      }),
  };
}

const sourcesOf = ({ content }: InboxOptions, principal: Principal) => content.sourcesOf(principal, "notifications");

const viewContext = ({ vault, now }: InboxOptions, { owner }: Principal) => ({ vault, owner, now: now() });

interface Gathered {
  readonly tools: readonly SourceContent[];
  readonly sources: readonly SourceOutcome[];
}

async function gather(
  { content }: InboxOptions,
  principal: Principal,
  request: Omit<ContentRequest, "params">,
): Promise<Gathered> {
  const tools = await content.gather(principal, "notifications", { ...request, params: [] });
  return {
    tools: tools.map(({ source, content: list, at }) => ({
      source: source.key,
      content: list,
      at,
      abilities: abilitiesOf(source.live?.connection.connector),
    })),
    sources: tools.map(({ source, outcome }) => ({
      source: source.key,
      name: localize(source.configured.name, request.language),
      outcome,
    })),
  };
}

async function ownContent(
  { notifications, announcements, now }: InboxOptions,
  principal: Principal,
  language: Language,
): Promise<OwnContent> {
  const [list, announced] = await Promise.all([
    notifications.list(principal.owner, language),
    announcements.list(principal, language),
  ]);
  const content = { ...list, notifications: [...announced.notifications, ...list.notifications] };
  const { until } = announced;
  return { source: portalSource, content, at: now(), abilities: abilitiesOf(), until };
}

/** What the portal itself has to say, until when it says the same. */
interface OwnContent extends SourceContent {
  readonly until: Date | null;
}

async function read(options: InboxOptions, principal: Principal, request: InboxRequest): Promise<Inbox> {
  const { language, signal, waitMilliseconds } = request;
  const { tools, sources } = await gather(options, principal, { language, signal, waitMilliseconds });
  const content = await options.replies.of(principal.owner, request, tools, async () =>
    contentOf(options, principal, request, tools),
  );
  const name = localize(options.configuration.current().document.portal.name, language);
  const own: SourceOutcome = { source: portalSource, name, outcome: { state: "ok", at: options.now().toISOString() } };
  return { ...content, sources: [...sources, own] };
}

async function contentOf(
  options: InboxOptions,
  principal: Principal,
  { view: wanted, limit, language }: InboxRequest,
  tools: readonly SourceContent[],
): Promise<{ readonly content: InboxContent; readonly until: Date | null }> {
  const { store, vault, now, timeZone } = options;
  const { owner } = principal;
  const at = now();
  const own = await ownContent(options, principal, language);
  const contents = [...tools, own];
  const [rows, mutes, waiting, handledToday, history] = await Promise.all([
    store.rows(owner, digestsOf(vault, owner, contents)),
    store.mutes(owner),
    store.waiting(owner),
    store.handledSince(owner, startOfDay(at, timeZone)),
    wanted === "history" ? store.history(owner, new Date(at.getTime() - historyMilliseconds), limit) : null,
  ]);
  const view = new InboxView(viewContext(options, principal), contents, { rows, mutes, waiting });
  const { items: open, counts } = view.open();
  const items =
    history === null
      ? wanted === "open"
        ? open
        : view.later()
      : new InboxView(viewContext(options, principal), contents, { rows: history.rows, mutes, waiting }).history();
  const { nextReturnAt } = view;
  const content = {
    items: items.slice(0, limit),
    total: history?.total ?? items.length,
    counts: [...counts],
    handledToday,
    nextReturnAt,
    waiting: waiting.length,
    mutes: [...view.mutes],
  };
  const ends = [own.until?.getTime(), nextReturnAt === null ? undefined : Date.parse(nextReturnAt)];
  const next = Math.min(...ends.filter((end) => end !== undefined));
  return { content, until: Number.isFinite(next) ? new Date(next) : null };
}

/** Longer than this no act waits to learn what it is about. */
const learningMilliseconds = 1500;

/**
 * What is known already decides what an act can do. Only where this replica does not know the list at all it is waited
 * for, because what the tool lists no more afterwards could not be shown any more.
 */
async function actContext(
  options: InboxOptions,
  principal: Principal,
  language: Language,
  items: readonly string[],
): Promise<ActContext> {
  const { signal } = new AbortController();
  const asked = { language, signal, freshMilliseconds: Number.POSITIVE_INFINITY };
  const [known, own] = await Promise.all([
    gather(options, principal, { ...asked, waitMilliseconds: 0 }),
    ownContent(options, principal, language),
  ]);
  const concerned = new Set(items.map((item) => threadOf(item)?.source));
  const isUnknown = known.sources.some(({ source, outcome }) => concerned.has(source) && outcome.state === "loading");
  const { tools } = isUnknown
    ? await gather(options, principal, { ...asked, waitMilliseconds: learningMilliseconds })
    : known;
  const sources = [...tools, own].map(({ source, content, abilities }): [string, ActSource] => [
    source,
    { threads: byThread(content), abilities },
  ]);
  return { principal, language, sources: new Map(sources) };
}
