import type { Language } from "@pforte/shared/contract/localized";
import type { CallContext, Connector } from "#connectors/kit/connector.ts";
import type { FileSource, NativeFileList } from "#connectors/kit/files.ts";
import type { NotificationList } from "#connectors/kit/notifications.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { NativeWorkList } from "#connectors/kit/work.ts";
import type { LiveSource } from "./live-sources.ts";
import type { CacheSlot } from "./person-cache.ts";

/** What each topic brings from a tool. */
export interface TopicContent {
  readonly notifications: NotificationList;
  readonly files: NativeFileList;
  readonly work: NativeWorkList;
}

/** A topic that is asked for and answered; chat is a feed of its own. */
export type ContentTopic = keyof TopicContent;

/** One list of one topic. */
export interface Wanted<T extends ContentTopic = ContentTopic> {
  readonly topic: T;
  readonly params: readonly string[];
  readonly language: Language;
}

const filesAtMost = 100;
const workAtMost = 200;

type Reader<T extends ContentTopic> = (
  connector: Connector,
  call: CallContext,
  params: readonly string[],
) => Promise<TopicContent[T]> | null;

const readers: { readonly [T in ContentTopic]: Reader<T> } = {
  notifications: ({ notifications }, call) => notifications?.list?.(call) ?? null,
  files: ({ files }, call, params) => (files === undefined ? null : readFiles(files, call, params)),
  work: ({ work }, call) => work?.mine(call, workAtMost) ?? null,
};

const fileLists: Readonly<
  Record<string, (files: FileSource, call: CallContext, term: string) => Promise<NativeFileList> | undefined>
> = {
  recent: (files, call) => files.recent(call, filesAtMost),
  favourites: (files, call) => files.favourites?.(call, filesAtMost),
  shared: (files, call) => files.shared?.(call, filesAtMost),
  search: (files, call, term) => files.search?.(call, term, filesAtMost),
};

function readFiles(files: FileSource, call: CallContext, [view = "recent", term = ""]: readonly string[]) {
  return fileLists[view]?.(files, call, term) ?? null;
}

/** Asks the tool. What it honestly cannot do is `not_found`. */
export async function readTopic<T extends ContentTopic>(
  connector: Connector,
  call: CallContext,
  { topic, params }: Wanted<T>,
): Promise<TopicContent[T]> {
  const reading = readers[topic](connector, call, params);
  if (reading === null) throw new UpstreamError("not_found", "The tool has no such list.", { code: "no_such_list" });
  return reading;
}

/** How to prove cheaply that nothing of a topic changed since the mark from before; null where only the list itself can. */
export function markOf(
  connector: Connector,
  topic: ContentTopic,
): ((call: CallContext, before: string | null) => Promise<string>) | null {
  const source = connector[topic];
  return source?.mark === undefined ? null : async (call, before) => source.mark?.(call, before) ?? "";
}

/** The lists that a watch keeps young, because every page shows them. */
export function watchedLists(connector: Connector): readonly Pick<Wanted, "topic" | "params">[] {
  return [
    ...(connector.notifications?.list === undefined ? [] : [{ topic: "notifications", params: [] } as const]),
    ...(connector.files === undefined ? [] : [{ topic: "files", params: ["recent"] } as const]),
    ...(connector.work === undefined ? [] : [{ topic: "work", params: [] } as const]),
  ];
}

/** Where one list lies in the cache: with the language, except for files, whose names no tool translates. */
export function slotOf(source: LiveSource, { topic, params, language }: Wanted): CacheSlot {
  const { key, audience } = source.configured;
  const locale = topic === "files" ? "" : language;
  // The other topics are one list each, whatever a caller says.
  const list = topic === "files" ? (params.length === 0 ? ["recent"] : params) : [];
  return { source: key, audience: audience ?? null, locale, params: [topic, ...list] };
}
