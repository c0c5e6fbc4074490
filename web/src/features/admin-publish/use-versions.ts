import type { VersionSummary } from "@pforte/shared/contract/admin-publish";
import { useInfiniteQuery } from "@tanstack/react-query";
import { publishQueries } from "./publish-queries.ts";

/** The published versions as far as they were asked for, newest first. */
export interface Versions {
  /** `null` while they are read for the first time. */
  readonly list: readonly VersionSummary[] | null;
  /** The one in force. */
  readonly current: number;
  readonly error: Error | null;
  readonly readAt: Date;
  readonly isTrying: boolean;
  readonly retry: () => void;
  /** `null` where there are no older ones. */
  readonly more: (() => void) | null;
}

export function useVersions(): Versions {
  const query = useInfiniteQuery(publishQueries.versions());
  const pages = query.data?.pages ?? null;
  return {
    list: pages === null ? null : pages.flatMap(({ versions }) => versions),
    current: pages?.[0]?.version ?? 0,
    error: query.error,
    readAt: new Date(query.dataUpdatedAt),
    isTrying: query.isFetching,
    retry: () => void query.refetch(),
    more: query.hasNextPage ? () => void query.fetchNextPage() : null,
  };
}
