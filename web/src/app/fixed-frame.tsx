import { useLayoutEffect, useRef } from "react";
import type { ReactElement, ReactNode } from "react";
import { useLocation } from "react-router";
import { useText } from "#i18n/use-text.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { viewTitleId } from "#ui/view-head.tsx";
import type { FullView } from "./views.ts";

interface FixedHeadProps {
  readonly title: string;
  /** What the view shows has a heading of its own, under the same id. */
  readonly isNamed: boolean;
  readonly children: ReactNode;
}

/**
 * The head of a view that fills the window. Its columns say what it shows; this heading says it to whoever cannot see
 * them, and takes the focus when the view was changed, until something in it is open that has a heading of its own.
 */
export function FixedHead({ title, isNamed, children }: FixedHeadProps): ReactElement {
  return (
    <>
      {isNamed ? null : <StandIn title={title} />}
      {children}
    </>
  );
}

/** When the other heading takes its place, it gets the focus, too. */
function StandIn({ title }: { title: string }): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const own = heading.current;
    return () => {
      if (document.activeElement === own) {
        const all = [...document.querySelectorAll<HTMLElement>(`#${viewTitleId}`)];
        all.find((other) => other !== own)?.focus({ preventScroll: true });
      }
    };
  }, []);
  return (
    <h1 ref={heading} id={viewTitleId} tabIndex={-1} className="vh">
      {title}
    </h1>
  );
}

/**
 * The two columns of the chat before anything is known, also as the server draws them: the same for every room. Of a tool
 * inside of the portal nothing is known but that it fills the window.
 */
export function FixedSkeleton({ view }: { view: FullView }): ReactElement {
  const { t } = useText();
  const { pathname } = useLocation();
  if (view.path !== "/chat") {
    return <div className="talk" aria-busy="true" />;
  }
  return (
    <div className="chat" data-view={pathname === view.path ? "list" : "room"} aria-busy="true">
      <div className="rooms">
        <div className="rooms-head">
          <h2>{t(view.title)}</h2>
        </div>
        <RowSkeletons rows={8} label={t("view.loading")} mark="sk-a" row="row-room" />
      </div>
      <div className="talk" />
    </div>
  );
}
