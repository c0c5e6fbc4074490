import type { Language } from "@pforte/shared/contract/localized";
import type { SourceState } from "@pforte/shared/contract/source-outcome";
import type { NativeFileList } from "#connectors/kit/files.ts";
import type { NotificationList } from "#connectors/kit/notifications.ts";
import type { Topic } from "#connectors/kit/push.ts";
import type { NativeWorkList } from "#connectors/kit/work.ts";
import type { Principal } from "#storage/principal.ts";
import type { LiveSource } from "./live-sources.ts";

/** What each topic brings from a tool. */
export interface TopicContent {
  readonly notifications: NotificationList;
  readonly files: NativeFileList;
  readonly work: NativeWorkList;
}

/** What to read of a topic: which list of files, which term. */
export interface ContentRequest {
  readonly language: Language;
  readonly signal: AbortSignal;
  /** Longer than this nobody waits; what is known by then is given, or `loading`. */
  readonly waitMilliseconds: number;
  /** Such as `["recent"]` or `["search", term]`; part of the cache's key. */
  readonly params: readonly string[];
  /** What is younger than this is not asked for again; a watched source is kept young by its watch. */
  readonly freshMilliseconds?: number;
}

/** What is known of one source: content with its time, and what is to be said of it. */
export interface Gathered<Content> {
  readonly source: LiveSource;
  /** Null where nothing is known, or must not be shown. */
  readonly content: Content | null;
  readonly at: Date | null;
  readonly outcome: SourceState;
}

/** Personal content of tools: asked for once for all who wait, shown stale for up to 15 minutes, with its owner inside (S48). */
export interface PersonContent {
  /** All sources of this person with that topic, side by side; never throws for a source. */
  gather<T extends keyof TopicContent>(
    principal: Principal,
    topic: T,
    request: ContentRequest,
  ): Promise<readonly Gathered<TopicContent[T]>[]>;
  /** The sources of this person with that topic; makes no call. */
  sourcesOf(principal: Principal, topic: Topic): readonly LiveSource[];
  /** After a write: what is known of it is asked for anew at the next look, and the person's pages are told. */
  invalidate(principal: Principal, source: string, topics: readonly Topic[]): Promise<void>;
}
