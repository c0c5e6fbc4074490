import type { PortalEvent } from "@pforte/shared/contract/portal-event";
import type { SourceOutcome } from "@pforte/shared/contract/source-outcome";
import { useQueryClient, type Query, type QueryKey } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { nextLook } from "./next-look.ts";
import { usePortalEvents } from "./portal-client.tsx";

type Topic = NonNullable<(PortalEvent & { type: "source_changed" })["topics"]>[number];

/** Whether this event says that a source has something new of this topic. */
export function concerns(event: PortalEvent, topic: Topic, sources: readonly string[]): boolean {
  return (
    event.type === "source_changed" &&
    sources.includes(event.source) &&
    (event.topics === undefined || event.topics.includes(topic))
  );
}

/**
 * Reads queries again when an event says so; mounted once per key. One after the other: what changes all the time must
 * not call off each answer before it is there. Queries that nobody looks at are read when somebody does.
 */
export function useLive(queryKey: QueryKey, isAffected: (event: PortalEvent) => boolean): void {
  const queries = useQueryClient();
  const refresh = useRef({ isRunning: false, isWanted: false });
  const run = async (): Promise<void> => {
    const state = refresh.current;
    state.isWanted = true;
    if (state.isRunning) {
      return;
    }
    state.isRunning = true;
    try {
      while (state.isWanted) {
        state.isWanted = false;
        await queries.invalidateQueries({ queryKey });
      }
    } finally {
      state.isRunning = false;
    }
  };
  usePortalEvents((event) => {
    if (isAffected(event)) {
      void run();
    }
  });
  useEffect(
    () => () => {
      refresh.current.isWanted = false;
    },
    [],
  );
}

/** For `refetchInterval`: when a reply with sources is to be asked for again. */
export function lookAgain(now: () => Date) {
  return ({ state }: Pick<Query<{ readonly sources: readonly SourceOutcome[] }>, "state">): number | false =>
    state.status === "error" && state.data === undefined ? 30_000 : nextLook(state.data?.sources, now());
}
