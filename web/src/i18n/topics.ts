import type { Language } from "@pforte/shared/contract/localized";

type Texts<Key extends string> = Readonly<Record<Key, string>>;
type Load<Key extends string> = () => Promise<{ readonly default: Texts<Key> }>;

/** The texts of one topic in both languages; a key that German has and English lacks does not compile. */
function topic<Key extends string>(de: Load<Key>, en: Load<NoInfer<Key>>): Readonly<Record<Language, Load<Key>>> {
  return { de, en };
}

/** Topics that come with a view's code instead of with the page, so that they do not weigh on the start page. */
const topics = {
  inbox: topic(
    () => import("./de/inbox.json"),
    () => import("./en/inbox.json"),
  ),
  files: topic(
    () => import("./de/files.json"),
    () => import("./en/files.json"),
  ),
  work: topic(
    () => import("./de/work.json"),
    () => import("./en/work.json"),
  ),
  rooms: topic(
    () => import("./de/rooms.json"),
    () => import("./en/rooms.json"),
  ),
  talk: topic(
    () => import("./de/talk.json"),
    () => import("./en/talk.json"),
  ),
  reply: topic(
    () => import("./de/reply.json"),
    () => import("./en/reply.json"),
  ),
  admin: topic(
    () => import("./de/admin.json"),
    () => import("./en/admin.json"),
  ),
  adminTiles: topic(
    () => import("./de/admin-tiles.json"),
    () => import("./en/admin-tiles.json"),
  ),
  adminPublish: topic(
    () => import("./de/admin-publish.json"),
    () => import("./en/admin-publish.json"),
  ),
  adminCode: topic(
    () => import("./de/admin-code.json"),
    () => import("./en/admin-code.json"),
  ),
  adminAnnouncements: topic(
    () => import("./de/admin-announcements.json"),
    () => import("./en/admin-announcements.json"),
  ),
  adminBranding: topic(
    () => import("./de/admin-branding.json"),
    () => import("./en/admin-branding.json"),
  ),
  adminSources: topic(
    () => import("./de/admin-sources.json"),
    () => import("./en/admin-sources.json"),
  ),
  adminPeople: topic(
    () => import("./de/admin-people.json"),
    () => import("./en/admin-people.json"),
  ),
  ownSessions: topic(
    () => import("./de/own-sessions.json"),
    () => import("./en/own-sessions.json"),
  ),
  embedded: topic(
    () => import("./de/embedded.json"),
    () => import("./en/embedded.json"),
  ),
};

export type Topic = keyof typeof topics;

/** The keys of a topic as they stand in its files. */
export type RawTopicKey<T extends Topic> =
  (typeof topics)[T] extends Readonly<Record<Language, Load<infer Key>>> ? Key : never;

export const topicNames: readonly Topic[] = [
  "inbox",
  "files",
  "work",
  "rooms",
  "talk",
  "reply",
  "admin",
  "adminTiles",
  "adminPublish",
  "adminCode",
  "adminAnnouncements",
  "adminBranding",
  "adminSources",
  "adminPeople",
  "ownSessions",
  "embedded",
];

/** Loads the texts of a topic in one language. */
export async function loadTopic(name: Topic, language: Language): Promise<Texts<string>> {
  return (await topics[name][language]()).default;
}
