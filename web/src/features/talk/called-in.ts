/** Who of these people is called by name (`@Deniz Aslan`) in a text; by the whole name, as “Paul” begins “Paul Zierau”. */
export function calledIn<Person extends { readonly name: string }>(
  text: string,
  people: readonly Person[],
): readonly Person[] {
  const called = new Set<Person>();
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    const person = calledAt(text, at + 1, people);
    if (person !== null) {
      called.add(person);
    }
  }
  return [...called];
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
