import type { ReactElement, ReactNode } from "react";
import { useLocation } from "react-router";
import { useText } from "#i18n/use-text.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { viewTitleId } from "#ui/view-head.tsx";
import type { FullView } from "./views.ts";

/**
 * The head of a view that fills the window. Its own heads say what it shows; this heading says it to whoever cannot see
 * them, takes the focus when the view was changed, and is the same element from the first HTML on.
 */
export function FixedHead({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <>
      <h1 id={viewTitleId} tabIndex={-1} className="vh">
        {title}
      </h1>
      {children}
    </>
  );
}

/** The two columns of the chat before anything is known, also as the server draws them: the same for every room. */
export function FixedSkeleton({ view }: { view: FullView }): ReactElement {
  const { t } = useText();
  const { pathname } = useLocation();
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
