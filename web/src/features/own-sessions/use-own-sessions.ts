import {
  endOtherSessions,
  endOwnSession,
  readOwnSessions,
  type OwnSession,
} from "@pforte/shared/contract/own-sessions";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#api/call.ts";
import { useTopicText } from "#i18n/use-text.tsx";

/** Whoever looks at their sessions waits for the one that is not theirs. */
const lookAgainMilliseconds = 60_000;

export const ownSessionsQuery = queryOptions({
  queryKey: ["own-sessions"],
  queryFn: ({ signal }) => call(readOwnSessions, {}, signal),
  refetchInterval: lookAgainMilliseconds,
  refetchOnMount: "always",
});

/** What is asked before it is done: one session, or all others. */
export type Asked =
  | { readonly kind: "one"; readonly session: OwnSession }
  | { readonly kind: "others"; readonly count: number };

/** Ending sessions, from the question to its outcome. */
export interface EndAct {
  readonly asked: Asked | null;
  readonly ask: (asked: Asked) => void;
  readonly close: () => void;
  readonly run: () => void;
  readonly isRunning: boolean;
  readonly error: Error | null;
  /** Said of the last ones that were ended here. */
  readonly done: string | null;
}

/** `onDone` is told what to say when the question has been answered and is gone. */
export function useEnding(onDone: (sentence: string) => void): EndAct {
  const { t } = useTopicText("ownSessions");
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const mutation = useMutation({
    mutationFn: async (what: Asked) =>
      what.kind === "one" ? call(endOwnSession, { body: { id: what.session.id } }) : call(endOtherSessions, {}),
    onSuccess: async ({ ended }, what) => {
      const sentence =
        ended === 0
          ? t("ownSessions.endedNone", { count: what.kind === "one" ? 1 : what.count })
          : t("ownSessions.ended", { count: ended });
      // The question stays until the list says the same as the sentence.
      await queries.invalidateQueries({ queryKey: ownSessionsQuery.queryKey });
      setAsked((current) => (current === what ? null : current));
      setDone(sentence);
      onDone(sentence);
    },
  });
  return {
    asked,
    ask: (next) => {
      mutation.reset();
      setDone(null);
      setAsked(next);
    },
    close: () => {
      if (!mutation.isPending) setAsked(null);
    },
    run: () => {
      if (asked !== null) mutation.mutate(asked);
    },
    isRunning: mutation.isPending,
    error: mutation.error,
    done,
  };
}
