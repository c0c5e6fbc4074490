import type { Home } from "@pforte/shared/contract/home";
import { useCallback, useRef, useState } from "react";
import type { ReactElement } from "react";
import { Dock } from "#features/dock/dock.tsx";
import { Header } from "#features/header/header.tsx";
import { PageFooter } from "#ui/page-footer.tsx";
import { SkipLink } from "#ui/skip-link.tsx";
import { DayHead } from "#features/tiles/day-head.tsx";
import { TileBoard, type TileBoardHandle } from "#features/tiles/tile-board.tsx";
import {
  AppearanceSwitch,
  ChatCard,
  LanguageSwitch,
  PersonMenu,
  SessionKeeper,
  SourceBadge,
  TileFilter,
} from "./slots.tsx";
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
            <DayHead now={home.now} />
            <div className={hasChat ? "home has-side" : "home"}>
              <TileBoard ref={board} home={home} matches={matches} badge={badge} menu={() => null} />
              {hasChat ? (
                <div className="home-side">
                  <ChatCard home={home} />
                </div>
              ) : null}
            </div>
          </main>
          <PageFooter portal={home.portal} />
        </div>
      </div>
    </>
  );
}
