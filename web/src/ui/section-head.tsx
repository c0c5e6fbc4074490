import type { ReactElement, ReactNode } from "react";

/** The head of a section of the sheet: its name, a count and what leads further. */
export function SectionHead({
  id,
  title,
  count,
  children,
}: {
  id: string;
  title: string;
  count?: ReactNode;
  children?: ReactNode;
}): ReactElement {
  return (
    <div className="sec-head">
      <h2 id={id}>{title}</h2>
      {count}
      <span className="spring" />
      {children}
    </div>
  );
}
