import type { Home } from "@pforte/shared/contract/home";
import { Suspense, useState } from "react";
import type { ReactElement } from "react";
import { usePortalClient, useSessionState } from "#api/portal-client.tsx";
import { TopicTexts, useText } from "#i18n/use-text.tsx";
import { FailureBoundary } from "#ui/failure-boundary.tsx";
import { Icon } from "#ui/icon.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { useHydrated } from "#ui/use-hydrated.ts";
import { ViewHead } from "#ui/view-head.tsx";
import { FixedHead, FixedSkeleton } from "./fixed-frame.tsx";
import type { FullView } from "./views.ts";

interface LazyViewProps {
  readonly home: Home;
  readonly view: FullView;
  /** What the view shows just now has a heading of its own. */
  readonly isNamed: boolean;
}

/** The frame of a full view: its heading at once, its content as soon as the page has taken over and its code is there. */
export function LazyView({ home, view, isNamed }: LazyViewProps): ReactElement {
  const { t } = useText();
  const isHydrated = useHydrated();
  const { kind } = useSessionState();
  const content =
    kind !== "live" ? (
      <div className="card-msg">
        <p>{t("view.paused")}</p>
      </div>
    ) : isHydrated ? (
      <Content home={home} view={view} />
    ) : (
      <ViewSkeleton view={view} />
    );
  return view.isFixed ? (
    <FixedHead title={t(view.title)} isNamed={isNamed}>
      {content}
    </FixedHead>
  ) : (
    <ViewHead title={t(view.title)}>{content}</ViewHead>
  );
}

function Content({ home, view }: { home: Home; view: FullView }): ReactElement {
  const { topic, load, View } = view;
  // Code and texts come at the same time. Where the code is lost, the view itself fails and says so.
  useState(() => void load().catch(() => undefined));
  return (
    <FailureBoundary fallback={<ViewFailed />}>
      <Suspense fallback={<ViewSkeleton view={view} />}>
        <TopicTexts topic={topic}>
          <View home={home} />
        </TopicTexts>
      </Suspense>
    </FailureBoundary>
  );
}

function ViewSkeleton({ view }: { view: FullView }): ReactElement {
  const { t } = useText();
  return view.isFixed ? <FixedSkeleton view={view} /> : <RowSkeletons rows={8} label={t("view.loading")} />;
}

function ViewFailed(): ReactElement {
  const { t } = useText();
  const { navigation } = usePortalClient();
  return (
    <div className="card-msg" role="alert">
      <h2 className="is-failed">
        <Icon name="warning" />
        {t("view.failedTitle")}
      </h2>
      <p>{t("view.failedText")}</p>
      <div className="acts">
        <button type="button" className="btn btn-primary" onClick={() => navigation.reload()}>
          {t("app.reload")}
        </button>
      </div>
    </div>
  );
}
