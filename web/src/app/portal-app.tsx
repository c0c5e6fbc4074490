import type { Home } from "@pforte/shared/contract/home";
import { useCallback, useRef, useState } from "react";
import type { ReactElement } from "react";
import { useLocation, useNavigate } from "react-router";
import { HomeStrip } from "#features/announcements/home-strip.tsx";
import { InboxBadge, SourceBadge } from "#features/cards/badges.tsx";
import { CardFeed } from "#features/cards/card-feed.tsx";
import { Dock } from "#features/dock/dock.tsx";
import { TileFilter } from "#features/filter/tile-filter.tsx";
import { Header } from "#features/header/header.tsx";
import { AppearanceSwitch } from "#features/preferences/appearance-switch.tsx";
import { LanguageSwitch } from "#features/preferences/language-switch.tsx";
import { PersonMenu } from "#features/preferences/person-menu.tsx";
import { PreferencesNotice } from "#features/preferences/preferences-notice.tsx";
import { LostReplies, ReplyProvider } from "#features/reply/reply-provider.tsx";
import { SessionKeeper } from "#features/session/session-keeper.tsx";
import type { TileBoardHandle } from "#features/tiles/tile-board.tsx";
import { Announcer } from "#ui/announcer.tsx";
import { FailureBoundary } from "#ui/failure-boundary.tsx";
import { PageFooter } from "#ui/page-footer.tsx";
import { SkipLink } from "#ui/skip-link.tsx";
import { ViewNameContext } from "#ui/view-name.ts";
import { LazyView } from "./lazy-view.tsx";
import { PageFailure } from "./page-failure.tsx";
import { PageTitle } from "./page-title.tsx";
import { StartView } from "./start-view.tsx";
import { TextFollower } from "./text-follower.tsx";
import { useHome } from "./use-home.tsx";
import { useViewFocus } from "./use-view-focus.ts";
import { viewAt } from "./views.ts";

/** The signed-in portal, inside of a router: header, dock and sheet stay, the view in the sheet follows the address. */
export function PortalApp(): ReactElement {
  const home = useHome();
  return (
    <TextFollower home={home}>
      <FailureBoundary fallback={<PageFailure />}>
        <ReplyProvider>
          <Frame home={home} />
        </ReplyProvider>
      </FailureBoundary>
    </TextFollower>
  );
}

function Frame({ home }: { home: Home }): ReactElement {
  const [matches, setMatches] = useState<ReadonlySet<string> | null>(null);
  const board = useRef<TileBoardHandle>(null);
  const badge = useCallback((source: string) => <SourceBadge source={source} />, []);
  const [name, setName] = useState<string | null>(null);
  const { pathname } = useLocation();
  const navigate = useNavigate();
  useViewFocus();
  const view = viewAt(pathname);
  const isFixed = view?.isFixed === true;
  /** Of a full view the tools are a step away; the filter goes there first, and keeps what was typed. */
  const toBoard = (act: (board: TileBoardHandle) => void): void => {
    if (board.current === null) {
      void navigate("/", { state: { keepsFocus: true } });
    } else {
      act(board.current);
    }
  };
  return (
    <>
      <PageTitle home={home} title={view?.title ?? null} name={name} />
      <SkipLink />
      <div className={isFixed ? "shell shell-fixed" : "shell"}>
        <Header
          portal={home.portal}
          appearance={home.appearance}
          isSignedIn={home.person !== null}
          search={
            <TileFilter
              home={home}
              onMatches={setMatches}
              onLeave={() => toBoard((tiles) => tiles.focusFirst())}
              onOpenFirst={() => toBoard((tiles) => tiles.openFirst())}
            />
          }
          tools={
            <>
              <LanguageSwitch home={home} />
              <AppearanceSwitch home={home} />
              <PersonMenu home={home} />
            </>
          }
        />
        <Dock home={home} badge={badge} inboxBadge={<InboxBadge />} />
        <div className="sheet">
          <main id="content" tabIndex={-1} className="page">
            <SessionKeeper home={home} />
            {home.person === null ? null : <CardFeed home={home} />}
            <PreferencesNotice />
            <LostReplies />
            {view === null ? (
              <>
                <HomeStrip home={home} />
                <StartView home={home} board={board} matches={matches} badge={badge} />
              </>
            ) : (
              <ViewNameContext value={setName}>
                <LazyView key={view.path} home={home} view={view} isNamed={name !== null} />
              </ViewNameContext>
            )}
          </main>
          {isFixed ? null : <PageFooter portal={home.portal} />}
          <Announcer />
        </div>
      </div>
    </>
  );
}
