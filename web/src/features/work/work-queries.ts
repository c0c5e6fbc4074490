import { listNextStatuses, listWork, type WorkItem, type WorkList } from "@pforte/shared/contract/work";
import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { call } from "#api/call.ts";

/** As many as are asked for at once; more are said to be more. */
export const mostItems = 200;

/** What the page reads of work. */
export const workQueries = {
  all: () => ["work"] as const,
  list: () =>
    queryOptions({
      queryKey: [...workQueries.all(), "list"] as const,
      queryFn: ({ signal }): Promise<WorkList> => call(listWork, { query: { limit: mostItems } }, signal),
    }),
  /** Asked when a menu opens, and never kept: the tool decides by the item's state of that moment. */
  nextStatuses: (item: string) =>
    queryOptions({
      queryKey: [...workQueries.all(), "next", item] as const,
      queryFn: ({ signal }) => call(listNextStatuses, { query: { item } }, signal),
      staleTime: 0,
      gcTime: 0,
    }),
};

/** Puts an item as it is now into the list. */
export function putItem(queries: QueryClient, id: string, change: (item: WorkItem) => WorkItem): void {
  queries.setQueryData<WorkList>(workQueries.list().queryKey, (list) =>
    list === undefined ? list : { ...list, items: list.items.map((item) => (item.id === id ? change(item) : item)) },
  );
}
