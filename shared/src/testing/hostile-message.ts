/** A message that somebody could send to do harm. */
export interface HostileMessage {
  /** Unique among all of them. */
  readonly name: string;
  /** What it tries. */
  readonly tries: string;
  /** `formatted_body` of the format `org.matrix.custom.html`; `null` for a message of plain text alone. */
  readonly html: string | null;
  /** `body`. */
  readonly text: string;
}

/** Formatted messages that try the same in different ways. */
export function formatted(tries: string, bodies: Readonly<Record<string, string>>): HostileMessage[] {
  return Object.entries(bodies).map(([name, html]) => ({ name, tries, html, text: `Guten Morgen (${name})` }));
}

/** Messages of plain text that try the same in different ways. */
export function plain(tries: string, bodies: Readonly<Record<string, string>>): HostileMessage[] {
  return Object.entries(bodies).map(([name, text]) => ({ name, tries, html: null, text }));
}
