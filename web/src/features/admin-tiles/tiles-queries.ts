import { checkLink, readLinks, type LinkFinding } from "@pforte/shared/contract/admin-assets";
import { readLive } from "@pforte/shared/contract/admin-live";
import { lintDraft, readGroups } from "@pforte/shared/contract/admin-publish";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call } from "#api/call.ts";

export const tilesQueries = {
  /** What the linter says of this version of the draft; until it has answered, what it said of the one before. */
  lint: (version: number) =>
    queryOptions({
      queryKey: ["admin-lint", version],
      queryFn: ({ signal }) => call(lintDraft, {}, signal),
      placeholderData: keepPreviousData,
    }),
  groups: () => queryOptions({ queryKey: ["admin-groups"], queryFn: ({ signal }) => call(readGroups, {}, signal) }),
  live: () => queryOptions({ queryKey: ["admin", "live"], queryFn: ({ signal }) => call(readLive, {}, signal) }),
  links: () => queryOptions({ queryKey: ["admin-links"], queryFn: ({ signal }) => call(readLinks, {}, signal) }),
};

/** Asks an address now. */
export async function askLink(address: string): Promise<LinkFinding> {
  return call(checkLink, { body: { address } });
}
