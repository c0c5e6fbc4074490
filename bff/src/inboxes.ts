import { randomUUID } from "node:crypto";
import type { Authentication } from "#auth/authentication.ts";
import type { Config, Secrets } from "#config/config.ts";
import type { Live } from "#live.ts";
import type { Log } from "#log.ts";
import type { Sealer } from "#sealer.ts";
import { InboxReplies } from "#services/inbox-replies.ts";
import { createInbox, type InboxService } from "#services/inbox.ts";
import { type OutboxPace, PostgresOutbox } from "#services/outbox-service.ts";
import type { Outbox } from "#services/outbox.ts";
import { PersonVault } from "#services/person-vault.ts";
import { PortalNotifications } from "#services/portal-notifications.ts";
import type { Sources } from "#sources.ts";
import type { PublishedConfiguration } from "#storage/ports/configuration-store.ts";
import type { Storage } from "#storage/storage.ts";

export interface InboxesOptions {
  readonly config: Pick<Config, "timeZone">;
  readonly secrets: Pick<Secrets, "identifierKey">;
  readonly storage: Storage;
  readonly auth: Pick<Authentication, "livingPrincipal">;
  readonly sealer: Sealer;
  readonly sources: Pick<Sources, "content" | "live" | "calls">;
  readonly configuration: { current(): PublishedConfiguration };
  readonly live: Pick<Live, "announcements"> & { readonly state: Pick<Live["state"], "onChanged"> };
  readonly now: () => Date;
  readonly random: () => number;
  readonly log: Log;
  readonly pace?: Partial<OutboxPace>;
}

/** What the portal remembers of people's inboxes, and the acts on their way to tools. */
export interface Inboxes {
  readonly inbox: InboxService;
  readonly outbox: Outbox;
  readonly notifications: PortalNotifications;
  readonly vault: PersonVault;
  /** How often something kept for one person lay under another's name; anything but 0 is an alarm (S48). */
  isolationViolations(): number;
  /** Begins nothing new and waits for what is under way. */
  close(): Promise<void>;
}

/** Puts together inbox, outbox and the portal's own notifications. Carries nothing out before `outbox.start`. */
export function createInboxes(options: InboxesOptions): Inboxes {
  const { config, secrets, storage, auth, sealer, sources, configuration, live, now, random, log, pace } = options;
  const vault = new PersonVault({ sealer, secret: secrets.identifierKey, log });
  const notifications = new PortalNotifications({ store: storage.inbox, vault, now });
  const replies = new InboxReplies({ bus: storage.bus, now });
  const stopFollowing = [
    live.state.onChanged(() => replies.forgetAll()),
    live.announcements.onAnswered((owner) => replies.forget(owner)),
  ];
  const outbox = new PostgresOutbox({
    store: storage.inbox,
    queue: storage.intents,
    bus: storage.bus,
    notifications,
    vault,
    sources: sources.live,
    calls: sources.calls,
    livingPrincipal: async (owner) => auth.livingPrincipal(owner),
    async invalidate(principal, source, topics) {
      replies.forget(principal.owner);
      await sources.content.invalidate(principal, source, topics);
    },
    holder: randomUUID(),
    now,
    random,
    log,
    ...(pace !== undefined && { pace }),
  });
  const inbox = createInbox({
    store: storage.inbox,
    vault,
    outbox,
    content: sources.content,
    notifications,
    announcements: live.announcements.inbox,
    replies,
    configuration,
    timeZone: config.timeZone,
    now,
  });
  return {
    inbox,
    outbox,
    notifications,
    vault,
    isolationViolations: () => vault.violations,
    async close() {
      await outbox.close();
      for (const stop of stopFollowing) stop();
      replies.close();
    },
  };
}
