import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { usePortalClient, usePortalEvents } from "#api/portal-client.tsx";
import { chatQueries } from "./chat-queries.ts";
import { nextLook } from "./next-look.ts";

/** The one host of the page that listens and looks for the chat; mounted once. */
export function useLiveChat(sources: readonly string[]): ReturnType<typeof useRooms> {
  const queries = useQueryClient();
  const rooms = useRooms();
  const refresh = useRef({ isRunning: false, isWanted: false });

  const run = async (): Promise<void> => {
    const state = refresh.current;
    state.isWanted = true;
    if (state.isRunning) {
      return;
    }
    state.isRunning = true;
    try {
      // One after the other: a room that moves all the time must not call off each answer before it is there.
      while (state.isWanted) {
        state.isWanted = false;
        await queries.invalidateQueries({ queryKey: chatQueries.all() });
      }
    } finally {
      state.isRunning = false;
    }
  };

  usePortalEvents((event) => {
    if (event.type === "source_changed" && sources.includes(event.source)) {
      void run();
    }
  });
  useEffect(
    () => () => {
      refresh.current.isWanted = false;
    },
    [],
  );
  return rooms;
}

function useRooms() {
  const { now } = usePortalClient();
  return useQuery({
    ...chatQueries.rooms(),
    refetchInterval: ({ state }) => nextLook(state.data, now()),
  });
}
