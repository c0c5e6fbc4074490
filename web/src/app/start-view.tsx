import type { Home, HomeTile } from "@pforte/shared/contract/home";
import type { ReactElement, ReactNode, Ref } from "react";
import { ChatCard } from "#features/chat/chat-card.tsx";
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
  const hasChat = home.sources.some(({ capabilities }) => capabilities.includes("chat"));
  return (
    <>
      <DayHead now={home.now} />
      <div className={hasChat ? "home has-side" : "home"}>
        <TileBoard ref={board} home={home} matches={matches} badge={badge} menu={menu} />
        {hasChat ? (
          <div className="home-side">
            <ChatCard home={home} />
          </div>
        ) : null}
      </div>
    </>
  );
}
