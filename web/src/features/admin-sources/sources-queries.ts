import { readLive } from "@pforte/shared/contract/admin-live";
import { readSources } from "@pforte/shared/contract/admin-sources";
import { queryOptions } from "@tanstack/react-query";
import { call } from "#api/call.ts";

/** The health of published sources changes by itself; a page that is looked at asks again. */
const lookAgainMilliseconds = 30_000;

export const sourcesQuery = queryOptions({
  queryKey: ["admin", "sources"],
  queryFn: ({ signal }) => call(readSources, {}, signal),
  refetchInterval: lookAgainMilliseconds,
});

/** What is switched off, among all that changes at once; other sections of the area ask for the same. */
export const liveQuery = queryOptions({
  queryKey: ["admin", "live"],
  queryFn: ({ signal }) => call(readLive, {}, signal),
});
