import type { ChatPerson } from "#matrix/model.ts";

/** A name that somebody has begun to write after an `@`. */
export interface MentionQuery {
  /** Where the `@` stands. */
  readonly at: number;
  readonly term: string;
}

const begun = /(?:^|[\s([{„“"'])@(?<term>[\p{L}\p{N}\p{M}._' -]{0,40})$/u;
const mostShown = 6;

/** Whom the text before the caret begins to call; `null` where nobody. */
export function mentionQuery(text: string, caret: number): MentionQuery | null {
  const before = text.slice(Math.max(0, caret - 60), caret);
  const term = begun.exec(before)?.groups?.["term"];
  return term === undefined ? null : { at: caret - term.length - 1, term };
}

/** Who may be meant: whose name, or a later part of it, begins like this. */
export function mentioned(term: string, people: readonly ChatPerson[], account: string): readonly ChatPerson[] {
  const wanted = folded(term);
  if (wanted.endsWith("  ")) {
    return [];
  }
  const others = people.filter(({ id }) => id !== account);
  const rank = ({ name }: ChatPerson): number => {
    const whole = folded(name);
    if (whole.startsWith(wanted)) {
      return 0;
    }
    return wanted !== "" && whole.split(/[\s-]+/u).some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  return others
    .map((person) => ({ person, rank: rank(person) }))
    .filter((one) => one.rank < 2)
    .toSorted((one, other) => one.rank - other.rank || one.person.name.localeCompare(other.person.name))
    .slice(0, mostShown)
    .map(({ person }) => person);
}

/** The text with the name of the chosen person in place of what was begun, and where the caret goes. */
export function withMention(
  text: string,
  { at, term }: MentionQuery,
  { name }: ChatPerson,
): { readonly text: string; readonly caret: number } {
  const after = text.slice(at + 1 + term.length);
  const called = `@${name}${/^\s/u.test(after) ? "" : " "}`;
  return { text: text.slice(0, at) + called + after, caret: at + called.length };
}

function folded(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
