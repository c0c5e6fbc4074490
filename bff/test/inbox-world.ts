import { randomUUID } from "node:crypto";
import type { Inbox, InboxAct, InboxActRequest, InboxItem } from "@pforte/shared/contract/inbox";
import { portalConfigurationSchema } from "@pforte/shared/contract/portal-configuration";
import type { NotificationList, NotificationSource } from "../src/connectors/kit/notifications.ts";
import type { AnnouncementInbox } from "../src/services/announcements.ts";
import { createInbox, type InboxService } from "../src/services/inbox.ts";
import { InboxReplies } from "../src/services/inbox-replies.ts";
import type { Gathered, PersonContent } from "../src/services/person-content.ts";
import type { Principal } from "../src/storage/principal.ts";
import { type OutboxReplica, PlainTool, startOutboxWorld } from "./outbox-world.ts";

const address = { de: "https://example.org/" };

const document = portalConfigurationSchema.parse({
  portal: {
    name: { de: "Pforte" },
    organisation: { de: "Amt" },
    support: { name: { de: "Hilfe" } },
    imprint: address,
    privacy: address,
    accessibility: address,
  },
  categories: [],
  tiles: [],
  sources: [],
});

const noAnnouncements: AnnouncementInbox = {
  list: async () => ({ notifications: [], until: null }),
  done: async () => undefined,
  back: async () => undefined,
  confirm: async () => undefined,
};

/** Inboxes over plain tools, with real PostgreSQL behind them; `projects` has a read flag, `files` can only dismiss. */
export async function startInboxWorld() {
  const world = await startOutboxWorld();
  const projects = new PlainTool("ines");
  const files = new PlainTool("ines");
  const down = new Set<string>();
  /** What was last heard of each tool, until it is asked again. */
  const known = new Map<string, { readonly list: NotificationList; readonly at: Date }>();

  world.put("projects", projects.withFlag());
  world.put("files", files.withDismissal());

  const gatherOne = async (key: string): Promise<Gathered<NotificationList>> => {
    const source = world.sources.get(key);
    if (source === undefined) throw new Error("There is no such source.");
    const tool: NotificationSource | undefined = source.live?.connection.connector.notifications;
    const at = world.now();
    if (down.has(key)) {
      const before = known.get(key);
      const since = at.toISOString();
      return before === undefined
        ? { source, content: null, at: null, outcome: { state: "unavailable", since } }
        : {
            source,
            content: before.list,
            at: before.at,
            outcome: { state: "stale", at: before.at.toISOString(), because: "unavailable", since },
          };
    }
    // A plain tool looks at no part of the call.
    const list = (await tool?.list?.({} as never)) ?? { notifications: [], unread: null, isCapped: false, dropped: 0 };
    known.set(key, { list, at });
    return { source, content: list, at, outcome: { state: "ok", at: at.toISOString() } };
  };
  const content: PersonContent = {
    // Only notifications are asked for here.
    gather: (async () => Promise.all([...world.sources.keys()].map(gatherOne))) as unknown as PersonContent["gather"],
    sourcesOf: () => [...world.sources.values()],
    invalidate: async () => undefined,
  };

  function inboxOn({ storage, outbox, vault, notifications }: OutboxReplica): InboxService {
    return createInbox({
      store: storage.inbox,
      vault,
      outbox,
      content,
      notifications,
      announcements: noAnnouncements,
      replies: new InboxReplies({ bus: storage.bus, now: world.now }),
      configuration: {
        current: () => ({ version: 1, document, publishedAt: world.now(), actor: "operator:test", note: "" }),
      },
      timeZone: "Europe/Berlin",
      now: world.now,
    });
  }

  const inbox = inboxOn(world.first);
  const read = async (
    principal: Principal,
    view: "open" | "later" | "history" = "open",
    from = inbox,
  ): Promise<Inbox> =>
    from.read(principal, {
      view,
      limit: 200,
      language: "de",
      signal: AbortSignal.timeout(10_000),
      waitMilliseconds: 1000,
    });

  return {
    ...world,
    projects,
    files,
    down,
    content,
    inbox,
    inboxOn,
    read,
    /** Items of the tools, without the portal's own. */
    items: async (principal: Principal, view: "open" | "later" | "history" = "open") =>
      (await read(principal, view)).items.filter(({ source }) => source !== "portal"),
    act: async (principal: Principal, ...acts: InboxActRequest[]) => inbox.act(principal, acts, "de"),
    undo: async (principal: Principal, ...ids: string[]) => inbox.undo(principal, ids, "de"),
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
    },
  };
}

export type InboxWorld = Awaited<ReturnType<typeof startInboxWorld>>;

/** What a page sends for an item that it shows. */
export function request(
  item: InboxItem | undefined,
  act: InboxAct,
  facts: Partial<InboxActRequest> = {},
): InboxActRequest {
  if (item === undefined) throw new Error("There is no such item.");
  return { id: randomUUID(), act, item: item.id, changes: item.changes.map(({ id }) => id), ...facts };
}
