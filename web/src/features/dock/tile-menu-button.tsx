import type { Home, HomeTile } from "@pforte/shared/contract/home";
import { lazy, useRef, useState } from "react";
import type { ReactElement } from "react";
import { useText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { LazyPart } from "#ui/lazy-part.tsx";

const TileMenu = lazy(async () => ({ default: (await import("./tile-menu.tsx")).TileMenu }));

/**
 * Opens what can be done with a tile beside opening it. It is out of the tab order, because it would double the way
 * through the page; “Leiste anpassen” does the same for every hand, and a touch screen has that alone.
 */
export function TileMenuButton({ tile, home }: { tile: HomeTile; home: Home }): ReactElement {
  const { t } = useText();
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        className="ib tile-more"
        tabIndex={-1}
        aria-label={t("tile.more", { tile: tile.name })}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(true)}
      >
        <Icon name="more" />
      </button>
      {isOpen ? (
        <LazyPart onClose={() => setOpen(false)}>
          <TileMenu tile={tile} home={home} anchor={button} onClose={() => setOpen(false)} />
        </LazyPart>
      ) : null}
    </>
  );
}
