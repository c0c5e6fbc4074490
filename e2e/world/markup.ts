/** A piece of HTML in which every inserted text is escaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Insert = string | number | Markup | readonly (string | Markup)[];

/** Makes HTML; what is inserted is text unless it is markup itself. */
export function html(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + insertText(inserts[index - 1]) + part));
}

/** HTML of our own that is inserted as it is. */
export function raw(text: string): Markup {
  return new Markup(text);
}

function insertText(insert: Insert | undefined): string {
  if (insert instanceof Markup) {
    return insert.text;
  }
  if (typeof insert === "object") {
    return insert.map(insertText).join("");
  }
  return escapeText(String(insert ?? ""));
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
