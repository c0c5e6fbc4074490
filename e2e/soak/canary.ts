/** A word that stands in every field of one person's content at the tools, and must appear nowhere else. */
export const canaryOf = (person: number): string => `kanarie${String(person).padStart(5, "0")}`;

const pattern = /kanarie(\d{5})/gu;

/** Whose canaries are in a text. */
export function canariesIn(text: string): Set<number> {
  return new Set([...text.matchAll(pattern)].map(([, number]) => Number(number)));
}

/** What was seen over a whole run. */
export class CanaryWatch {
  readonly foreign: string[] = [];
  own = 0;

  /** Looks at what somebody was given, wherever it came from. */
  look(person: number, where: string, text: string): void {
    const seen = canariesIn(text);
    if (seen.delete(person)) this.own += 1;
    for (const other of seen) this.foreign.push(`${where}: person ${person} was given something of person ${other}`);
  }
}
