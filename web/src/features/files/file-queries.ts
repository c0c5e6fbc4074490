import { listFiles, searchFiles, type FileList } from "@pforte/shared/contract/files";
import type { CallInput } from "@pforte/shared/contract/endpoint";
import { queryOptions } from "@tanstack/react-query";
import { call } from "#api/call.ts";

export type FilesTab = NonNullable<CallInput<typeof listFiles>["query"]["view"]>;

export const filesTabs = ["recent", "favourites", "shared"] as const satisfies readonly FilesTab[];

/** A term is looked for from this many characters on. */
export const shortestTerm = 2;

/** What the page reads of files. */
export const fileQueries = {
  all: () => ["files"] as const,
  list: (view: FilesTab) =>
    queryOptions({
      queryKey: [...fileQueries.all(), "list", view] as const,
      queryFn: ({ signal }): Promise<FileList> => call(listFiles, { query: { view, limit: 100 } }, signal),
    }),
  search: (term: string) =>
    queryOptions({
      queryKey: [...fileQueries.all(), "search", term] as const,
      queryFn: ({ signal }): Promise<FileList> => call(searchFiles, { query: { term, limit: 100 } }, signal),
    }),
};
