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
    mutationFn: (body: PreferenceChange) => call(changePreferences, { body }, undefined, { keepalive: true }),
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

/** What the page follows at once. The language is not among them: half a page in another language helps nobody. */
const followed = ["appearance", "singleKeyShortcuts", "sendTyping", "sendReadReceipts"] as const;

type Followed = Pick<Home, (typeof followed)[number]>;

/** Those choices of the page for which this holds. */
function choices(home: Home, has: (name: keyof Followed) => boolean): Partial<Followed> {
  // The names and their values are of the same page.
  return Object.fromEntries(followed.filter(has).map((name) => [name, home[name]])) as Partial<Followed>;
}

function withChange(home: Home, change: PreferenceChange): Home {
  const { appearance = home.appearance, singleKeyShortcuts = home.singleKeyShortcuts } = change;
  const { sendTyping = home.sendTyping, sendReadReceipts = home.sendReadReceipts } = change;
  return { ...home, appearance, singleKeyShortcuts, sendTyping, sendReadReceipts };
}

/** Those choices of a change that the page still shows: what was chosen after them stays. */
function stillShown(home: Home, change: PreferenceChange): PreferenceChange {
  return choices(home, (name) => change[name] === home[name]);
}

/** What held before for those choices that `change` makes. */
function choiceOf(before: Home, change: PreferenceChange): PreferenceChange {
  return choices(before, (name) => change[name] !== undefined);
}
