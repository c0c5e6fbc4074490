import type { Home, HomeItem, HomeTile } from "@pforte/shared/contract/home";
import { useImperativeHandle, useRef } from "react";
import type { KeyboardEvent, ReactElement, ReactNode, Ref } from "react";
import { useText } from "#i18n/use-text.tsx";
import { moveFocus, tileStops } from "./arrow-keys.ts";
import { Folder } from "./folder.tsx";
import { Tile } from "./tile.tsx";

/** What the filter may do with the board. */
export interface TileBoardHandle {
  /** Puts the focus on the first tile that is shown. */
  focusFirst(): void;
  /** Opens the first tile that is shown. */
  openFirst(): void;
}

interface TileBoardProps {
  readonly home: Home;
  /** Keys of the tiles that a filter leaves; `null` while nothing is filtered. */
  readonly matches: ReadonlySet<string> | null;
  /** The live count of a source. */
  readonly badge: (source: string) => ReactNode;
  /** What stands beside a tile for arranging; nothing before the page has been taken over. */
  readonly menu: (tile: HomeTile) => ReactNode;
  readonly ref?: Ref<TileBoardHandle>;
}

/** All tiles of the person in their categories; the order never changes by itself. */
export function TileBoard({ home, matches, badge, menu, ref }: TileBoardProps): ReactElement {
  const { t } = useText();
  const board = useRef<HTMLElement>(null);
  useImperativeHandle(ref, () => ({
    focusFirst: () => tileStops(board.current)[0]?.focus(),
    openFirst: () =>
      tileStops(board.current)
        .find((stop) => stop.tagName === "A")
        ?.click(),
  }));
  const handleKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (moveFocus(board.current, event.target, event.key, event)) {
      event.preventDefault();
    }
  };
  const now = new Date(home.now);
  const isShown = (tile: HomeTile): boolean => matches === null || matches.has(tile.key);
  const draw = (tile: HomeTile): ReactElement => (
    <Tile key={tile.key} tile={tile} now={now} badge={badge} menu={menu(tile)} />
  );
  const drawItem = (item: HomeItem): ReactElement =>
    item.kind === "tile" ? (
      draw(item.tile)
    ) : (
      <Folder key={item.key} folder={item} isForcedOpen={matches !== null}>
        {item.tiles.filter(isShown).map(draw)}
      </Folder>
    );
  const hasMatch = (item: HomeItem): boolean => (item.kind === "tile" ? isShown(item.tile) : item.tiles.some(isShown));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrow keys are a second way between links that Tab reaches as well
    <section aria-labelledby="tools" ref={board} onKeyDown={handleKeyDown}>
      <h2 className="vh" id="tools">
        {t("home.tools")}
      </h2>
      {home.categories.map(({ key, name, items }) => {
        const shown = items.filter(hasMatch);
        return shown.length === 0 ? null : (
          <section key={key} className="cat" aria-labelledby={`category-${key}`}>
            <h3 id={`category-${key}`}>{name}</h3>
            <ul className="tiles">{shown.map(drawItem)}</ul>
          </section>
        );
      })}
      {home.categories.length === 0 ? <NoTiles isSignedIn={home.person !== null} /> : null}
      {home.person === null && matches === null && home.categories.length > 0 ? (
        <p className="board-more">{t("home.moreSignedIn")}</p>
      ) : null}
      {matches?.size === 0 && home.categories.length > 0 ? <NoMatch /> : null}
    </section>
  );
}

/** Hidden from screen readers, which hear the same from the field where they type. */
function NoMatch(): ReactElement {
  const { t } = useText();
  return (
    <div className="card-msg" aria-hidden="true">
      <p>{t("filter.none")}</p>
    </div>
  );
}

function NoTiles({ isSignedIn }: { isSignedIn: boolean }): ReactElement {
  const { t } = useText();
  return (
    <div className="card-msg">
      <h3>{t("home.noTiles")}</h3>
      <p>{t(isSignedIn ? "home.noTilesSignedIn" : "home.noTilesAnonymous")}</p>
    </div>
  );
}
