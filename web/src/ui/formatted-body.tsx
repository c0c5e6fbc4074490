import { useMemo, useState } from "react";
import type { ReactElement } from "react";
import { drawMessage, shortMessage, type Budget } from "./message-nodes.tsx";
import { MoreButton, PlainBody } from "./plain-body.tsx";
import { htmlBounds, sanitised } from "./sanitised.ts";

/**
 * The body of a message that somebody formatted (`formatted_body`). Its HTML is never put into the page: the sanitiser reads
 * it in a document of its own, and what is allowed is drawn anew. What is too large is shown as its plain text.
 */
export function FormattedBody({
  html,
  text,
  account,
}: {
  /** As the sender wrote it; unsafe. */
  html: string;
  /** The message without its format (`body`). */
  text?: string;
  /** The person's own Matrix user id, so that they find what is said to them. */
  account: string;
}): ReactElement {
  const [isWhole, setIsWhole] = useState(false);
  const fragment = useMemo(() => sanitised(html), [html]);
  // What holds nothing that is shown is no message, but its plain text may be.
  if (fragment === null || (isEmpty(fragment) && text !== undefined)) {
    return <PlainBody text={text ?? withoutTags(html)} account={account} />;
  }
  const budget: Budget = isWhole
    ? { characters: htmlBounds.characters, lines: Number.POSITIVE_INFINITY, isCut: false }
    : { ...shortMessage, isCut: false };
  const content = drawMessage(fragment, account, budget);
  return (
    <div className="said" dir="auto">
      {content}
      <MoreButton isWhole={isWhole} isCut={budget.isCut} onChange={setIsWhole} />
    </div>
  );
}

function isEmpty(fragment: DocumentFragment): boolean {
  return (fragment.textContent ?? "").trim() === "" && fragment.querySelector("img[alt], hr") === null;
}

function withoutTags(html: string): string {
  return html.slice(0, htmlBounds.characters).replaceAll(/<[^<>]*>/gu, " ");
}
