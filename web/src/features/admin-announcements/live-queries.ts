import { readLive, readProof, type KnownAnnouncement } from "@pforte/shared/contract/admin-live";
import { readGroups } from "@pforte/shared/contract/admin-publish";
import type { CallReply } from "@pforte/shared/contract/endpoint";
import { queryOptions } from "@tanstack/react-query";
import { call } from "#api/call.ts";

export type Live = CallReply<typeof readLive>;
export type KnownMaintenance = Live["maintenances"][number];
export type { KnownAnnouncement };

/** All that changes at once; the event stream says when it is out of date. */
export const liveQuery = queryOptions({
  queryKey: ["admin", "live"],
  queryFn: ({ signal }) => call(readLive, {}, signal),
});

/** The groups that are known, for pickers. */
export const groupsQuery = queryOptions({
  queryKey: ["admin", "groups"],
  queryFn: ({ signal }) => call(readGroups, {}, signal),
});

/** Who confirmed; reading it is written down, so it is read when somebody asks, and never by itself. */
export function proofQuery(key: string) {
  return queryOptions({
    queryKey: ["admin", "proof", key],
    queryFn: ({ signal }) => call(readProof, { params: { key } }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}
