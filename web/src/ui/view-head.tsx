import { createContext, use, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { createPortal } from "react-dom";

/** Id of the heading of the view, which takes the focus when the view was changed. */
export const viewTitleId = "view-title";

const HeadSlot = createContext<HTMLElement | null>(null);

/**
 * The head of a full view. Its heading is there from the first HTML on and stays the same element; what the view's own
 * code adds beside it (`HeadExtras`) comes into a place that is kept for it.
 */
export function ViewHead({ title, children }: { title: string; children: ReactNode }): ReactElement {
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  return (
    <>
      <div className="page-head view-head">
        <h1 id={viewTitleId} tabIndex={-1}>
          {title}
        </h1>
        <div className="head-extras" ref={setSlot} />
      </div>
      <HeadSlot value={slot}>{children}</HeadSlot>
    </>
  );
}

/** What a view puts beside its heading: a line that sums it up, and quiet acts after a `<span className="spring" />`. */
export function HeadExtras({ children }: { children: ReactNode }): ReactNode {
  const slot = use(HeadSlot);
  return slot === null ? null : createPortal(children, slot);
}
