import type { ReactElement } from "react";
import { useText } from "#i18n/use-text.tsx";

/** How many, as a badge; `label` is what a screen reader hears, such as “, 3 ungelesen”. Nothing for 0. */
export function Count({
  value,
  label,
  strong = false,
  isCapped = false,
}: {
  value: number;
  label: string;
  strong?: boolean;
  /** There may be more than is counted: “25+”. */
  isCapped?: boolean;
}): ReactElement | null {
  const { badge } = useText();
  if (value <= 0) {
    return null;
  }
  return (
    <>
      <span className={strong ? "count count-strong" : "count"} aria-hidden="true">
        {isCapped && value <= 99 ? `${badge(value)}+` : badge(value)}
      </span>
      <span className="vh">{label}</span>
    </>
  );
}
