import type { ReactElement } from "react";
import { useText } from "#i18n/use-text.tsx";

/** How many, as a badge; `label` is what a screen reader hears, such as “, 3 ungelesen”. Nothing for 0. */
export function Count({
  value,
  label,
  strong = false,
}: {
  value: number;
  label: string;
  strong?: boolean;
}): ReactElement | null {
  const { badge } = useText();
  if (value <= 0) {
    return null;
  }
  return (
    <>
      <span className={strong ? "count count-strong" : "count"} aria-hidden="true">
        {badge(value)}
      </span>
      <span className="vh">{label}</span>
    </>
  );
}
