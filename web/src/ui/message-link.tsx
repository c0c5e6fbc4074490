import type { ReactElement, ReactNode } from "react";
import { honestText } from "./honest-text.ts";
import { misleads, readHref } from "./message-href.ts";

/**
 * A link that somebody wrote into a message: people become names, pages and addresses open elsewhere and never with a hand
 * on the portal, and everything else stays text. `text` is what a reader sees of it.
 */
export function MessageLink({
  href,
  text,
  account,
  children,
}: {
  href: string;
  text: string;
  /** The person's own Matrix user id. */
  account: string;
  children: ReactNode;
}): ReactNode {
  const target = readHref(href);
  switch (target.kind) {
    case "none":
      return children;
    case "person":
      return <Mention id={target.id} text={text} account={account} />;
    case "mail":
    case "web":
      return (
        <>
          <a className="said-link" href={target.href} target="_blank" rel="noopener noreferrer" dir="auto">
            {children}
          </a>
          {misleads(text, target.host) ? <bdi className="said-host"> ({target.host})</bdi> : null}
        </>
      );
  }
}

/** What a name is at most, like those of rooms and people elsewhere. */
const longestName = 80;
const longestId = 255;

/** Somebody by name; who it is exactly is in the title. */
export function Mention({ id, text, account }: { id: string; text: string; account: string }): ReactElement {
  const name = honestText(text.slice(0, longestName)).replaceAll(/\s+/gu, " ").trim().replace(/^@/u, "");
  const isNamed = name !== "" && !/^https?:/iu.test(name);
  const exactly = honestText(id.slice(0, longestId));
  return (
    <bdi className={id === account ? "said-person is-me" : "said-person"} title={exactly}>
      @{isNamed ? name : exactly.slice(1)}
    </bdi>
  );
}
