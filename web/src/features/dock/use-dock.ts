import { changePreferences } from "@pforte/shared/contract/preferences";
import type { Home, HomeTile } from "@pforte/shared/contract/home";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { codeOf } from "#api/api-error.ts";
import { call } from "#api/call.ts";
import { homeQuery } from "#api/home-query.ts";
import { failureTexts } from "#i18n/failure-text.ts";
import { useText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { tilesByKey, withMovedPin, withoutPin, withPin } from "./pins.ts";

/** What a person can do with their dock. Each act shows at once and is taken back where the server refuses it. */
export interface DockActs {
  add(tile: HomeTile): void;
  remove(tile: HomeTile): void;
  move(tile: HomeTile, by: -1 | 1): void;
  /** Back to the configured dock. */
  reset(): void;
  /** Why the last act was not kept; `null` while all is well. */
  readonly failure: string | null;
}

interface DockChange {
  readonly dock: readonly string[] | null;
  /** What is said once it is kept; here and not at the act, because a menu is gone by then. */
  readonly sentence: string;
}

export function useDock(home: Home): DockActs {
  const { t } = useText();
  const queries = useQueryClient();
  const show = (dock: readonly string[], dockIsOwn: boolean): void => {
    queries.setQueryData(homeQuery.queryKey, (before) =>
      before === undefined ? before : { ...before, dock: [...dock], dockIsOwn },
    );
  };
  const mutation = useMutation({
    mutationKey: ["preferences"],
    // One after the other with all other choices, so that the last one is the one that stays.
    scope: { id: "preferences" },
    mutationFn: ({ dock }: DockChange) =>
      call(changePreferences, { body: { dock: dock === null ? null : [...dock] } }, undefined, { keepalive: true }),
    onMutate: async ({ dock }) => {
      await queries.cancelQueries({ queryKey: homeQuery.queryKey });
      const before = queries.getQueryData(homeQuery.queryKey);
      if (dock !== null) {
        show(dock, true);
      }
      return { before };
    },
    onError: (error, _change, context) => {
      if (context?.before !== undefined) {
        show(context.before.dock, context.before.dockIsOwn);
      }
      announce(failureOf(error));
    },
    onSuccess: async (_preferences, { dock, sentence }) => {
      announce(sentence);
      if (dock === null) {
        // Only the server knows the configured dock.
        await queries.invalidateQueries({ queryKey: homeQuery.queryKey });
      }
    },
  });
  const failureOf = (error: Error): string => {
    const { text, remedy } = failureTexts[codeOf(error)];
    return t("dock.notSaved", { text: t(text), remedy: t(remedy) });
  };
  const change = (dock: readonly string[] | null, sentence: string): void => {
    mutation.mutate({ dock, sentence });
  };
  return {
    add: (tile) => change(withPin(visible(home), tile.key), t("dock.added", { tile: tile.name })),
    remove: (tile) => change(withoutPin(visible(home), tile.key), t("dock.removed", { tile: tile.name })),
    move: (tile, by) => {
      const dock = withMovedPin(visible(home), tile.key, by);
      const position = dock.indexOf(tile.key) + 1;
      change(dock, t("dock.moved", { tile: tile.name, position, total: dock.length }));
    },
    reset: () => change(null, t("dock.resetDone")),
    failure: mutation.error === null ? null : failureOf(mutation.error),
  };
}

/** The pins that the person sees; one of a tile that they lost would be refused. */
function visible(home: Home): readonly string[] {
  const tiles = tilesByKey(home);
  return home.dock.filter((key) => tiles.has(key));
}
