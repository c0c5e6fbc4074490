/** Somebody whom a plain text calls by name, and where. */
export interface Call<Person> {
  /** Where the `@` stands. */
  readonly at: number;
  /** Of the `@` and the name. */
  readonly length: number;
  readonly person: Person;
}

const mostCalls = 200;

/** A text may be full of the sign, and a room of people: beyond this many nobody is looked for. */
const mostSigns = 400;

/** Who of these people is called (`@Deniz Aslan`), in order; by the whole name, and the longest, as “Paul” begins “Paul Zierau”. */
export function calledPeople<Person extends { readonly name: string }>(
  text: string,
  people: readonly Person[],
): readonly Call<Person>[] {
  const calls: Call<Person>[] = [];
  let at = text.indexOf("@");
  for (let signs = 0; at !== -1 && signs < mostSigns && calls.length < mostCalls; signs += 1) {
    const person = calledAt(text, at + 1, people);
    if (person !== null) {
      calls.push({ at, length: person.name.length + 1, person });
    }
    at = text.indexOf("@", at + 1);
  }
  return calls;
}

function calledAt<Person extends { readonly name: string }>(
  text: string,
  from: number,
  people: readonly Person[],
): Person | null {
  let found: Person | null = null;
  for (const person of people) {
    const { name } = person;
    const isLonger = name.length > (found?.name.length ?? 0);
    if (isLonger && text.startsWith(name, from) && !/[\p{L}\p{N}]/u.test(text.charAt(from + name.length))) {
      found = person;
    }
  }
  return found;
}
