import { useState } from "react";
import type { ReactElement, ReactNode } from "react";
import "#styles/said.css";
import { useText } from "#i18n/use-text.tsx";
import { calledPeople } from "./called-people.ts";
import { honestText } from "./honest-text.ts";
import { Mention, MessageLink } from "./message-link.tsx";

interface Named {
  readonly id: string;
  readonly name: string;
}

const nobody: readonly Named[] = [];

/** How much of a message is drawn at first, and how much at all. */
const short = { characters: 2400, lines: 40 } as const;
const longest = 65_536;
const mostLinks = 100;

/** The body of a message without a format: its lines, and addresses of the web as links. */
export function PlainBody({
  text,
  account = "",
  people = nobody,
}: {
  text: string;
  /** Who may be called in it by name. */
  people?: readonly Named[];
  /** The person's own Matrix user id. */
  account?: string;
}): ReactElement {
  const [isWhole, setIsWhole] = useState(false);
  const whole = honestText(text.slice(0, longest));
  const shown = isWhole ? whole : shortened(whole);
  return (
    <div className="said" dir="auto">
      <p className="said-plain">{withLinks(shown, account, people)}</p>
      <MoreButton isWhole={isWhole} isCut={shown.length < whole.length} onChange={setIsWhole} />
    </div>
  );
}

/** Shows the rest of a long message, or less of it again; the focus stays on it. */
export function MoreButton({
  isWhole,
  isCut,
  onChange,
}: {
  isWhole: boolean;
  isCut: boolean;
  onChange: (isWhole: boolean) => void;
}): ReactElement | null {
  const { t } = useText();
  return isWhole || isCut ? (
    <button type="button" className="linkbtn said-more" aria-expanded={isWhole} onClick={() => onChange(!isWhole)}>
      {t(isWhole ? "app.showLess" : "app.showMore")}
    </button>
  ) : null;
}

function shortened(text: string): string {
  const lines = text.split("\n", short.lines).join("\n");
  return lines.slice(0, short.characters).toWellFormed();
}

const addresses = /(?<![\p{L}\p{N}])https?:\/\/[^\s<>"„“”«»]+/giu;
const endings = ".,;:!?'’*_~])}";

function withLinks(text: string, account: string, people: readonly Named[]): ReactNode[] {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const found of text.matchAll(addresses)) {
    const address = trimmed(found[0]);
    if (parts.length >= mostLinks * 2) {
      break;
    }
    parts.push(
      ...withNames(text.slice(end, found.index), end, { account, people }),
      <MessageLink key={found.index} href={address} text={address} account={account}>
        {address}
      </MessageLink>,
    );
    end = found.index + address.length;
  }
  parts.push(...withNames(text.slice(end), end, { account, people }));
  return parts;
}

/** People by their names, in what begins at `from` of the whole; a text without an `@`, as most are, is left alone. */
function withNames(
  text: string,
  from: number,
  { account, people }: { readonly account: string; readonly people: readonly Named[] },
): ReactNode[] {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const { at, length, person } of calledPeople(text, people)) {
    parts.push(
      text.slice(end, at),
      <Mention key={`@${from + at}`} id={person.id} text={person.name} account={account} />,
    );
    end = at + length;
  }
  parts.push(text.slice(end));
  return parts;
}

/** Without the punctuation of the sentence around it; a bracket that was opened in it stays. */
function trimmed(address: string): string {
  let end = address.length;
  // From the end on: an expression would try from every sign of a long row of them.
  while (end > 0 && endings.includes(address.charAt(end - 1))) {
    end -= 1;
  }
  const bare = address.slice(0, end);
  return address[bare.length] === ")" && bare.includes("(") ? `${bare})` : bare;
}
