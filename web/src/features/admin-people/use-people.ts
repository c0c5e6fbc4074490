import { endSessions, findPerson, readPresence } from "@pforte/shared/contract/admin-people";
import type { CallReply } from "@pforte/shared/contract/endpoint";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { codeOf } from "#api/api-error.ts";
import { call } from "#api/call.ts";
import { useStepUp } from "#api/step-up.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";

export type FoundPerson = CallReply<typeof findPerson>["people"][number];

/** People come and go; a page that is looked at counts again. */
const lookAgainMilliseconds = 60_000;

export const presenceQuery = queryOptions({
  queryKey: ["admin", "presence"],
  queryFn: ({ signal }) => call(readPresence, {}, signal),
  refetchInterval: lookAgainMilliseconds,
});

/** Looking somebody up; it is written down, so that it happens only when somebody presses the button. */
export function useSearch() {
  const search = useMutation({
    mutationFn: async (username: string) => {
      try {
        return { username, people: (await call(findPerson, { body: { username } })).people };
      } catch (error) {
        if (codeOf(error) === "not_found") return { username, people: [] };
        throw error;
      }
    },
  });
  return { ...search, result: search.data ?? null };
}

/** Ending somebody's sessions, from the question to its outcome. */
export interface EndAct {
  readonly asked: FoundPerson | null;
  readonly open: (person: FoundPerson) => void;
  readonly close: () => void;
  readonly run: () => void;
  readonly isRunning: boolean;
  /** It has come back from a fresh sign-in. */
  readonly isBack: boolean;
  readonly error: Error | null;
  /** Said of the last one whose sessions were ended here. */
  readonly done: string | null;
}

export function useEnding(onEnded: (username: string) => void): EndAct {
  const { t } = useTopicText("adminPeople");
  const queries = useQueryClient();
  const [asked, setAsked] = useState<FoundPerson | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const stepUp = useStepUp<FoundPerson | null>({ form: "end-sessions", read: () => asked, restore: setAsked });
  const mutation = useMutation({
    mutationFn: async ({ issuer, subject }: FoundPerson) =>
      stepUp.run(async () => call(endSessions, { body: { issuer, subject } })),
    onSuccess: (outcome, { name, username }) => {
      if (outcome.kind === "signing-in") return;
      const sentence = t("adminPeople.ended", { count: outcome.value.ended, name });
      setAsked(null);
      setDone(sentence);
      announce(sentence);
      onEnded(username);
      void queries.invalidateQueries({ queryKey: presenceQuery.queryKey });
    },
  });
  return {
    asked,
    open: (person) => {
      mutation.reset();
      setDone(null);
      setAsked(person);
    },
    close: () => setAsked(null),
    run: () => {
      if (asked !== null) mutation.mutate(asked);
    },
    isRunning: mutation.isPending,
    isBack: stepUp.isBack,
    error: mutation.error,
    done,
  };
}
