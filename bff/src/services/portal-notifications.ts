import { randomUUID } from "node:crypto";
import type { Language } from "@pforte/shared/contract/localized";
import { deviceKindSchema } from "@pforte/shared/contract/own-sessions";
import { z } from "zod";
import type { NativeNotification, NotificationList } from "#connectors/kit/notifications.ts";
import type { InboxStore, PortalNotification } from "#storage/ports/inbox-store.ts";
import type { Owner } from "#storage/principal.ts";
import { StorageUnavailableError } from "#storage/storage.ts";
import type { PersonVault } from "./person-vault.ts";
import { deviceName, portalTexts, type PortalTextKind } from "./portal-notification-texts.ts";

const detailsSchema = z.object({
  /** What people call the object that an act was about. */
  title: z.string().optional(),
  /** The device that it is about, named in the language of the reader; of another release it may have no name here. */
  device: deviceKindSchema.optional().catch(undefined),
  href: z.string().nullable().optional(),
});
/** What a notification of the portal's own says beside its kind; texts are made when they are read. */
export type PortalNotificationDetails = z.output<typeof detailsSchema>;

interface PortalNotificationsOptions {
  readonly store: Pick<InboxStore, "notifications" | "addNotification" | "welcome">;
  readonly vault: PersonVault;
  readonly now: () => Date;
}

/** The thread of a notification of the portal's own. */
export const noteThread = (id: string) => `note:${id}`;

/** Where the details of a notification are sealed for. */
export const notificationPlace = (id: string, kind: string) => ["portal-notification", id, kind];

/** What the portal itself has to tell people; texts in their language of the moment. */
export class PortalNotifications {
  readonly #options: PortalNotificationsOptions;
  readonly #welcomed = new Set<string>();

  constructor(options: PortalNotificationsOptions) {
    this.#options = options;
  }

  async notify(owner: Owner, kind: PortalTextKind, details: PortalNotificationDetails = {}): Promise<void> {
    await this.#options.store.addNotification(owner, this.make(owner, kind, details));
  }

  /** For whoever writes it in a transaction of their own. */
  make(owner: Owner, kind: PortalTextKind, details: PortalNotificationDetails): PortalNotification {
    const id = randomUUID();
    const sealed = this.#options.vault.seal(owner, notificationPlace(id, kind), details);
    return { id, kind, sealed, createdAt: this.#options.now() };
  }

  /** What there is for this person, as a tool would list it. */
  async list(owner: Owner, language: Language): Promise<NotificationList> {
    await this.#welcome(owner);
    const kept = await this.#options.store.notifications(owner);
    const notifications = kept.flatMap((each) => this.#read(owner, each, language));
    return { notifications, unread: null, isCapped: false, dropped: kept.length - notifications.length };
  }

  /** Once per person ever, which the store knows; this process asks it once. */
  async #welcome(owner: Owner): Promise<void> {
    const name = this.#options.vault.digest(owner, "welcome");
    if (this.#welcomed.has(name)) return;
    try {
      await this.#options.store.welcome(owner, this.make(owner, "welcome", {}));
    } catch (error) {
      if (!(error instanceof StorageUnavailableError)) throw error;
      // Whoever reads while the disk is full is greeted another time (F26).
      return;
    }
    if (this.#welcomed.size >= 50_000) this.#welcomed.clear();
    this.#welcomed.add(name);
  }

  #read(owner: Owner, { id, kind, sealed, createdAt }: PortalNotification, language: Language): NativeNotification[] {
    const details = this.#options.vault.open(owner, notificationPlace(id, kind), sealed, detailsSchema);
    // A kind of another release has no text here.
    const text = portalTexts(kind, language);
    if (details === null || text === null) return [];
    const { device, title, href } = details;
    const object = device === undefined ? (title ?? null) : deviceName(device, language);
    return [
      {
        id,
        thread: noteThread(id),
        reason: "portal",
        actor: null,
        text: text.text,
        at: createdAt.toISOString(),
        isRead: null,
        isMention: false,
        object: {
          kind: "portal",
          title: text.title(object),
          place: null,
          href: href ?? null,
        },
        actions: [],
      },
    ];
  }
}
