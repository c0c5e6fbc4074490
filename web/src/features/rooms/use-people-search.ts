import { useEffect, useState } from "react";
import type { ChatHub, ChatPerson } from "#matrix/model.ts";
import { honestPerson } from "./honest-names.ts";
import type { ChatSource } from "./listed-room.ts";

/** Somebody who was found, at the source where they can be written to. */
export interface FoundPerson {
  readonly key: string;
  readonly hub: ChatHub;
  readonly tool: string;
  readonly person: ChatPerson;
}

export type PeopleSearch =
  /** Too little was typed. */
  | { readonly kind: "idle" }
  | { readonly kind: "searching" }
  | { readonly kind: "found"; readonly people: readonly FoundPerson[] }
  | { readonly kind: "failed"; readonly error: unknown };

/** One letter finds half the house. */
const shortestTerm = 2;
/** A pause in typing is short enough for the eye and long enough for the tool. */
const pauseMilliseconds = 250;

/** Looks for people at all sources while a name is typed; what was asked before is given up. */
export function usePeopleSearch(sources: readonly ChatSource[], typed: string, attempt: number): PeopleSearch {
  const term = typed.trim();
  const asked = `${attempt} ${term}`;
  const [answer, setAnswer] = useState<{ readonly asked: string; readonly search: PeopleSearch } | null>(null);
  useEffect(() => {
    if (term.length < shortestTerm) {
      return undefined;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const ask = async (): Promise<void> => {
      const search = await searchAll(sources, term, signal);
      if (!signal.aborted) {
        setAnswer({ asked, search });
      }
    };
    const timer = setTimeout(() => void ask(), pauseMilliseconds);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [sources, term, asked]);
  if (term.length < shortestTerm) {
    return { kind: "idle" };
  }
  return answer?.asked === asked ? answer.search : { kind: "searching" };
}

async function searchAll(sources: readonly ChatSource[], term: string, signal: AbortSignal): Promise<PeopleSearch> {
  const answers = await Promise.allSettled(
    sources.map(async ({ hub, name }) =>
      (await hub.searchPeople(term, signal)).map((person) => ({
        key: `${hub.source}:${person.id}`,
        hub,
        tool: name,
        person: honestPerson(person),
      })),
    ),
  );
  const people = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  const failed = answers.find((answer) => answer.status === "rejected");
  // Who was found at one source can be written to, whatever another said; that nobody is there, only all together know.
  return failed !== undefined && people.length === 0
    ? { kind: "failed", error: failed.reason }
    : { kind: "found", people };
}
