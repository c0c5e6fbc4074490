import type { Home } from "@pforte/shared/contract/home";
import type { CallInput } from "@pforte/shared/contract/endpoint";
import { changePreferences } from "@pforte/shared/contract/preferences";
import { mutationOptions, type QueryClient } from "@tanstack/react-query";
import { call } from "#api/call.ts";
import { homeQuery } from "#api/home-query.ts";

export type PreferenceChange = CallInput<typeof changePreferences>["body"];

export const preferencesKey = ["preferences"] as const;

/** Saves a choice. The page follows it at once and goes back if it could not be saved. */
export function changePreferencesMutation(queries: QueryClient) {
  return mutationOptions({
    mutationKey: preferencesKey,
    // One after the other, so that the last choice is the one that stays.
    scope: { id: preferencesKey[0] },
    mutationFn: (body: PreferenceChange) => call(changePreferences, { body }),
    onMutate: async (change) => {
      await queries.cancelQueries({ queryKey: homeQuery.queryKey });
      const before = queries.getQueryData(homeQuery.queryKey);
      queries.setQueryData(homeQuery.queryKey, (home) => (home === undefined ? home : withChange(home, change)));
      return { before };
    },
    onError: (_error, change, context) => {
      const { before } = context ?? {};
      queries.setQueryData(homeQuery.queryKey, (home) =>
        home === undefined || before === undefined
          ? home
          : withChange(home, choiceOf(before, stillShown(home, change))),
      );
    },
    onSuccess: async (_reply, { language }) => {
      if (language !== undefined) {
        // Names and texts of the tiles come from the server in the person's language.
        await queries.invalidateQueries({ queryKey: homeQuery.queryKey });
      }
    },
  });
}

/** The language follows with the server's answer: half a page in another language helps nobody. */
function withChange(home: Home, { appearance, singleKeyShortcuts }: PreferenceChange): Home {
  return {
    ...home,
    ...(appearance === undefined ? {} : { appearance }),
    ...(singleKeyShortcuts === undefined ? {} : { singleKeyShortcuts }),
  };
}

/** Those choices of a change that the page still shows: what was chosen after them stays. */
function stillShown(home: Home, change: PreferenceChange): PreferenceChange {
  return {
    ...(change.appearance === home.appearance ? { appearance: home.appearance } : {}),
    ...(change.singleKeyShortcuts === home.singleKeyShortcuts ? { singleKeyShortcuts: home.singleKeyShortcuts } : {}),
  };
}

/** What held before for those choices that `change` makes. */
function choiceOf(before: Home, change: PreferenceChange): PreferenceChange {
  return {
    ...(change.appearance === undefined ? {} : { appearance: before.appearance }),
    ...(change.singleKeyShortcuts === undefined ? {} : { singleKeyShortcuts: before.singleKeyShortcuts }),
  };
}
