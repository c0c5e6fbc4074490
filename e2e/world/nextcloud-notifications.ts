import { createHash } from "node:crypto";

export type Language = "de" | "en";
export type Texts = Readonly<Record<Language, string>>;
/** Every value is a string, or clients drop the notification. */
export type RichParameters = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** One act that a notification offers. `type` WEB opens a page, the others are calls. */
export interface NotificationAction {
  readonly label: Texts;
  readonly link: string;
  readonly type: "GET" | "POST" | "DELETE" | "PUT" | "WEB";
  readonly primary: boolean;
}

/** What an app tells a person, before it is written down in their language. */
export interface Announcement {
  readonly app: string;
  readonly objectType: string;
  readonly objectId: string;
  readonly subject: Texts;
  readonly subjectRich?: Texts;
  readonly parameters?: RichParameters;
  readonly message?: string;
  readonly messageParameters?: RichParameters;
  readonly link?: string;
  readonly icon?: string;
  readonly actions?: readonly NotificationAction[];
  readonly at?: Date;
}

interface Notification extends Announcement {
  readonly id: number;
  readonly uid: string;
  readonly at: Date;
}

/** No more than this is ever listed, and there is no second page. */
const listed = 25;

// PHP knows one kind of empty array, and writes it as a list.
const map = (parameters: RichParameters | undefined) =>
  parameters === undefined || Object.keys(parameters).length === 0 ? [] : parameters;

/** What waits for each person; there is no read flag, only being there or not. */
export class NextcloudNotifications {
  readonly #all: Notification[] = [];
  readonly #now: () => Date;
  readonly #changed: (uid: string) => void;
  #nextId = 61;
  /** False answers 204: no app tells anything. */
  hasNotifier = true;

  constructor(now: () => Date, changed: (uid: string) => void) {
    this.#now = now;
    this.#changed = changed;
  }

  add(uid: string, announcement: Announcement): number {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#all.push({ ...announcement, id, uid, at: announcement.at ?? this.#now() });
    this.#changed(uid);
    return id;
  }

  /** Newest first, capped as the API does. */
  of(uid: string): readonly Notification[] {
    return this.#all
      .filter((each) => each.uid === uid)
      .toSorted((one, other) => other.id - one.id)
      .slice(0, listed);
  }

  find(uid: string, id: number): Notification | null {
    return this.#all.find((each) => each.uid === uid && each.id === id) ?? null;
  }

  dismiss(uid: string, isGone: (notification: Notification) => boolean = () => true): number {
    const before = this.#all.length;
    const kept = this.#all.filter((each) => each.uid !== uid || !isGone(each));
    this.#all.splice(0, before, ...kept);
    if (kept.length < before) this.#changed(uid);
    return before - kept.length;
  }

  /** As an app does when its object is dealt with. */
  processed(uid: string, objectType: string, objectId: string): void {
    this.dismiss(uid, (each) => each.objectType === objectType && each.objectId === objectId);
  }

  /** Over the ids alone: a changed text with the same ids goes unseen. */
  etag(uid: string): string {
    const ids = this.of(uid).map(({ id }) => id);
    return `"${createHash("md5").update(JSON.stringify(ids)).digest("hex")}"`;
  }
}

/** As the API writes it. */
export function notificationBody(notification: Notification, language: Language) {
  const { subject, subjectRich, message = "", messageParameters } = notification;
  return {
    notification_id: notification.id,
    app: notification.app,
    user: notification.uid,
    datetime: notification.at.toISOString().replace(/\.\d+Z$/, "+00:00"),
    object_type: notification.objectType,
    object_id: notification.objectId,
    subject: subject[language],
    message,
    link: notification.link ?? "",
    subjectRich: subjectRich?.[language] ?? "",
    subjectRichParameters: map(notification.parameters),
    messageRich: messageParameters === undefined ? "" : message,
    messageRichParameters: map(messageParameters),
    icon: notification.icon ?? "",
    shouldNotify: true,
    actions: (notification.actions ?? []).map(({ label, link, type, primary }) => ({
      label: label[language],
      link,
      type,
      primary,
    })),
  };
}
