import { useState } from "react";
import type { KeyboardEvent } from "react";
import type { ChatPerson } from "#matrix/model.ts";
import { mentioned, mentionQuery, type MentionQuery } from "./mention-query.ts";

interface MentionsOptions {
  readonly text: string;
  readonly caret: number;
  readonly members: readonly ChatPerson[];
  readonly account: string;
  readonly onPick: (query: MentionQuery, person: ChatPerson) => void;
}

export interface Mentions {
  readonly people: readonly ChatPerson[];
  readonly active: number;
  readonly pick: (person: ChatPerson) => void;
  readonly close: () => void;
  /** Whether the key was for the list. */
  readonly handleKey: (event: KeyboardEvent) => boolean;
}

const nobody: readonly ChatPerson[] = [];

/** The people that a begun `@` may mean. */
export function useMentions({ text, caret, members, account, onPick }: MentionsOptions): Mentions {
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const [choice, setChoice] = useState({ term: "", active: 0 });
  const query = mentionQuery(text, caret);
  if (query === null && closedAt !== null) {
    setClosedAt(null);
  }
  const people = query === null || query.at === closedAt ? nobody : mentioned(query.term, members, account);
  const active = query?.term === choice.term ? Math.min(choice.active, Math.max(people.length - 1, 0)) : 0;
  const pick = (person: ChatPerson): void => {
    if (query !== null) {
      onPick(query, person);
    }
  };
  const close = (): void => setClosedAt(query?.at ?? null);
  const move = (step: number): void =>
    setChoice({ term: query?.term ?? "", active: (active + step + people.length) % people.length });
  const handleKey = (event: KeyboardEvent): boolean => {
    const person = people[active];
    if (person === undefined || event.shiftKey) {
      return false;
    }
    const acts: Readonly<Record<string, (() => void) | undefined>> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: () => pick(person),
      Tab: () => pick(person),
      Escape: close,
    };
    const act = acts[event.key];
    if (act === undefined) {
      return false;
    }
    event.preventDefault();
    act();
    return true;
  };
  return { people, active, pick, close, handleKey };
}
