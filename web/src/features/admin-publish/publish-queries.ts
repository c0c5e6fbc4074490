import { readAudit } from "@pforte/shared/contract/admin-audit";
import { lintDraft, readGroups, readVersion, readVersions } from "@pforte/shared/contract/admin-publish";
import type { CallInput } from "@pforte/shared/contract/endpoint";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call } from "#api/call.ts";

export type AuditFilter = Omit<CallInput<typeof readAudit>["query"], "before">;

export const publishQueries = {
  /** What the linter says of this version of the draft; until it has answered, what it said of the one before. */
  lint: (version: number) =>
    queryOptions({
      queryKey: ["admin-lint", version],
      queryFn: ({ signal }) => call(lintDraft, {}, signal),
      placeholderData: keepPreviousData,
    }),
  groups: () => queryOptions({ queryKey: ["admin-groups"], queryFn: ({ signal }) => call(readGroups, {}, signal) }),
  versions: () =>
    infiniteQueryOptions({
      queryKey: ["admin-versions"],
      queryFn: ({ signal, pageParam }) =>
        call(readVersions, { query: pageParam === null ? {} : { before: pageParam } }, signal),
      // The first page is asked for without a place to begin; its type cannot be told from `null` alone.
      initialPageParam: null as number | null,
      getNextPageParam: ({ next }) => next,
    }),
  /** A version never changes. */
  version: (version: number) =>
    queryOptions({
      queryKey: ["admin-version", version],
      queryFn: ({ signal }) => call(readVersion, { params: { version } }, signal),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  audit: (filter: AuditFilter) =>
    infiniteQueryOptions({
      queryKey: ["admin-audit", filter],
      queryFn: ({ signal, pageParam }) =>
        call(readAudit, { query: { ...filter, ...(pageParam === null ? {} : { before: pageParam }) } }, signal),
      initialPageParam: null as number | null,
      getNextPageParam: ({ next }) => next,
    }),
};
