import type { Home, HomeTile, SourceCapability } from "@pforte/shared/contract/home";
import type { ReactElement, ReactNode, Ref } from "react";
import { ChatCard } from "#features/cards/chat-card.tsx";
import { DayNews } from "#features/cards/day-news.tsx";
import { FilesCard } from "#features/cards/files-card.tsx";
import { InboxCard } from "#features/cards/inbox-card.tsx";
import { WorkCard } from "#features/cards/work-card.tsx";
import { HomeDrop } from "#features/files/home-drop.tsx";
import { TileMenuButton } from "#features/dock/tile-menu-button.tsx";
import { DayHead } from "#features/tiles/day-head.tsx";
import { TileBoard, type TileBoardHandle } from "#features/tiles/tile-board.tsx";
import { useHydrated } from "#ui/use-hydrated.ts";

interface StartViewProps {
  readonly home: Home;
  readonly board: Ref<TileBoardHandle>;
  readonly matches: ReadonlySet<string> | null;
  readonly badge: (source: string) => ReactNode;
}

/** The start page: the day, the tiles and what waits in the tools. */
export function StartView({ home, board, matches, badge }: StartViewProps): ReactElement {
  const isHydrated = useHydrated();
  const canArrange = isHydrated && home.person !== null;
  const menu = (tile: HomeTile): ReactNode => (canArrange ? <TileMenuButton tile={tile} home={home} /> : null);
  const has = (capability: SourceCapability): boolean =>
    home.sources.some(({ capabilities }) => capabilities.includes(capability));
  return (
    <>
      <DayHead now={home.now} welcome={home.portal.welcome}>
        <DayNews home={home} />
      </DayHead>
      <div className={home.person === null ? "home" : "home has-side"}>
        <TileBoard ref={board} home={home} matches={matches} badge={badge} menu={menu} />
        {home.person === null ? null : (
          <>
            <div className="home-side">
              <InboxCard home={home} />
              {has("work") ? <WorkCard home={home} /> : null}
            </div>
            {has("files") || has("chat") ? (
              <div className={has("files") && has("chat") ? "home-low is-pair" : "home-low"}>
                {has("files") ? (
                  <HomeDrop home={home}>
                    <FilesCard home={home} />
                  </HomeDrop>
                ) : null}
                {has("chat") ? <ChatCard home={home} /> : null}
              </div>
            ) : null}
          </>
        )}
      </div>
    </>
  );
}
