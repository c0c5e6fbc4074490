import type { Home } from "@pforte/shared/contract/home";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { changeAnonymously } from "./anonymous-preferences.ts";
import { changePreferencesMutation, type PreferenceChange } from "./change-preferences.ts";

/** Saves what the person chooses: on the server, or without a session in this browser. */
export function useChangePreferences({ person }: Home): (change: PreferenceChange | null) => void {
  const queries = useQueryClient();
  const { mutate } = useMutation(changePreferencesMutation(queries));
  return (change) => {
    if (change === null) {
      return;
    }
    if (person === null) {
      changeAnonymously(queries, change);
    } else {
      mutate(change);
    }
  };
}
