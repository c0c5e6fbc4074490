import type { Home, HomeTile } from "@pforte/shared/contract/home";
import { useCallback, useRef, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { ChatCard } from "#features/chat/chat-card.tsx";
import { SourceBadge } from "#features/chat/source-badge.tsx";
import { Dock } from "#features/dock/dock.tsx";
import { TileMenuButton } from "#features/dock/tile-menu-button.tsx";
import { TileFilter } from "#features/filter/tile-filter.tsx";
import { Header } from "#features/header/header.tsx";
import { AppearanceSwitch } from "#features/preferences/appearance-switch.tsx";
import { LanguageSwitch } from "#features/preferences/language-switch.tsx";
import { PersonMenu } from "#features/preferences/person-menu.tsx";
import { PreferencesNotice } from "#features/preferences/preferences-notice.tsx";
import { SessionKeeper } from "#features/session/session-keeper.tsx";
import { Announcer } from "#ui/announcer.tsx";
import { PageFooter } from "#ui/page-footer.tsx";
import { SkipLink } from "#ui/skip-link.tsx";
import { useHydrated } from "#ui/use-hydrated.ts";
import { DayHead } from "#features/tiles/day-head.tsx";
import { MaintenanceStrip } from "#features/tiles/maintenance-strip.tsx";
import { TileBoard, type TileBoardHandle } from "#features/tiles/tile-board.tsx";
import { useHome } from "./use-home.tsx";
import { TextFollower } from "./text-follower.tsx";

/** The start page: the dock, the day, the tiles and what waits in the tools. */
export function StartPage(): ReactElement {
  const home = useHome();
  return (
    <TextFollower home={home}>
      <StartPageContent home={home} />
    </TextFollower>
  );
}

function StartPageContent({ home }: { home: Home }): ReactElement {
  const [matches, setMatches] = useState<ReadonlySet<string> | null>(null);
  const board = useRef<TileBoardHandle>(null);
  const badge = useCallback((source: string) => <SourceBadge source={source} />, []);
  const isHydrated = useHydrated();
  const canArrange = isHydrated && home.person !== null;
  const menu = (tile: HomeTile): ReactNode => (canArrange ? <TileMenuButton tile={tile} home={home} /> : null);
  const hasChat = home.sources.some(({ capabilities }) => capabilities.includes("chat"));
  return (
    <>
      <SkipLink />
      <div className="shell">
        <Header
          portalName={home.portal.name}
          isSignedIn={home.person !== null}
          search={
            <TileFilter
              home={home}
              onMatches={setMatches}
              onLeave={() => board.current?.focusFirst()}
              onOpenFirst={() => board.current?.openFirst()}
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
        <Dock home={home} badge={badge} />
        <div className="sheet">
          <main id="content" tabIndex={-1} className="page">
            <SessionKeeper home={home} />
            <PreferencesNotice />
            <MaintenanceStrip home={home} />
            <DayHead now={home.now} />
            <div className={hasChat ? "home has-side" : "home"}>
              <TileBoard ref={board} home={home} matches={matches} badge={badge} menu={menu} />
              {hasChat ? (
                <div className="home-side">
                  <ChatCard home={home} />
                </div>
              ) : null}
            </div>
          </main>
          <PageFooter portal={home.portal} />
          <Announcer />
        </div>
      </div>
    </>
  );
}
