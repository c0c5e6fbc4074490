import { answerAnnouncement, type HomeAnnouncement } from "@pforte/shared/contract/announcements";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { codeOf, isSignedOut } from "#api/api-error.ts";
import { call } from "#api/call.ts";
import { homeQuery } from "#api/home-query.ts";

/** Each showing of an announcement is answered by itself. */
const idOf = ({ key, revision }: HomeAnnouncement): string => `${key}@${revision}`;

export interface Answers {
  /** Answers it; it is gone at once, and back if that could not be saved. */
  readonly answer: (announcement: HomeAnnouncement) => void;
  readonly isAnswered: (announcement: HomeAnnouncement) => boolean;
  /** Why the answer to this one was not saved; `null` where nothing failed. */
  readonly errorOf: (announcement: HomeAnnouncement) => unknown;
}

/** What the person answers, from this page; `onSaved` hears of each that is answered for good. */
export function useAnswers(onSaved: (announcement: HomeAnnouncement) => void): Answers {
  const queries = useQueryClient();
  // Of each answer why it failed, or `null`. What the page reads while one is on its way still has the announcement; it must
  // not come back by that.
  const [answers, setAnswers] = useState<ReadonlyMap<string, unknown>>(new Map());
  const set = (one: HomeAnnouncement, failure: unknown): void =>
    setAnswers((before) => new Map(before).set(idOf(one), failure));
  const { mutate } = useMutation({
    mutationFn: ({ key, revision, acknowledgement }: HomeAnnouncement) =>
      call(
        answerAnnouncement,
        { body: { key, revision, answer: acknowledgement === null ? "put_away" : "confirmed" } },
        undefined,
        // It is gone already for whoever leaves the page now.
        { keepalive: true },
      ),
    onMutate: (one) => set(one, null),
    onSuccess: (_reply, one) => {
      onSaved(one);
      queries.setQueryData(homeQuery.queryKey, (home) =>
        home === undefined
          ? home
          : { ...home, announcements: home.announcements.filter((other) => idOf(other) !== idOf(one)) },
      );
    },
    onError: (failure, one) => {
      set(one, failure);
      // It was changed or taken back meanwhile: what holds now is read anew.
      if (["not_found", "conflict"].includes(codeOf(failure))) {
        void queries.invalidateQueries({ queryKey: homeQuery.queryKey });
      }
    },
  });
  const errorOf = (one: HomeAnnouncement): unknown => answers.get(idOf(one)) ?? null;
  return {
    answer: mutate,
    isAnswered: (one) => answers.has(idOf(one)) && errorOf(one) === null,
    errorOf: (one) => (isSignedOut(errorOf(one)) ? null : errorOf(one)),
  };
}
