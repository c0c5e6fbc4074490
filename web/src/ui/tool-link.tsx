import type { HomeTile } from "@pforte/shared/contract/home";
import type { MouseEvent, ReactElement, ReactNode } from "react";
import { openNamedTab } from "./named-tabs.ts";

/**
 * A real link to a tool, which opens as the tile says; before and without JavaScript a named tab is a new one. To an embedded
 * one it is a new document, too: which address may be framed is said with the document.
 */
export function ToolLink({
  tile,
  className,
  isCurrent = false,
  children,
}: {
  tile: Pick<HomeTile, "href" | "target" | "key">;
  className: string;
  /** It is the tool that is open inside of the portal. */
  isCurrent?: boolean;
  children: ReactNode;
}): ReactElement {
  const { href, target } = tile;
  if (target.kind === "same-tab" || target.kind === "embedded") {
    return (
      <a className={className} href={href} rel="noreferrer" aria-current={isCurrent ? "page" : undefined}>
        {children}
      </a>
    );
  }
  const handleClick = (event: MouseEvent): void => {
    // With a modifier key, or by another button, the person says themself where it opens.
    if (target.kind === "named-tab" && isPlainClick(event)) {
      event.preventDefault();
      openNamedTab(target.name, href);
    }
  };
  return (
    <a className={className} href={href} target="_blank" rel="noopener noreferrer" onClick={handleClick}>
      {children}
    </a>
  );
}

function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}
