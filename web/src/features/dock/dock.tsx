import type { Home, HomeTile } from "@pforte/shared/contract/home";
import { lazy, useMemo, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { useText } from "#i18n/use-text.tsx";
import { toolIcon } from "#ui/icon-names.ts";
import { Icon } from "#ui/icon.tsx";
import { LazyPart } from "#ui/lazy-part.tsx";
import { maintenanceNote } from "#ui/maintenance-note.ts";
import { ToolLink } from "#ui/tool-link.tsx";
import { useHydrated } from "#ui/use-hydrated.ts";
import { tilesByKey } from "./pins.ts";

const ToolsSheet = lazy(async () => ({ default: (await import("./tools-sheet.tsx")).ToolsSheet }));
const DockEditor = lazy(async () => ({ default: (await import("./dock-editor.tsx")).DockEditor }));

/** The dock: the portal's own views, then what is pinned. It is on every page at the same place. */
export function Dock({ home, badge }: { home: Home; badge: (source: string) => ReactNode }): ReactElement {
  const { t } = useText();
  const isHydrated = useHydrated();
  const [open, setOpen] = useState<"tools" | "editor" | null>(null);
  const pins = usePins(home);
  const now = new Date(home.now);
  const chat = home.sources.find(({ capabilities }) => capabilities.includes("chat"));
  return (
    <nav className="dock" aria-label={t("dock.label")}>
      <div className="dock-lists">
        <ul>
          <li className="in-bar">
            <a className="dock-item" href="/" aria-current="page">
              <Icon name="start" />
              <span>{t("dock.start")}</span>
            </a>
          </li>
          {chat === undefined ? null : (
            <li className="in-bar">
              <a className="dock-item" href="#chat-card">
                <Icon name="chat" />
                <span>{t("dock.chat")}</span>
                {badge(chat.key)}
              </a>
            </li>
          )}
          <li className="in-bar bar-only">
            <a
              className="dock-item"
              href="#tools"
              onClick={(event) => {
                // Before the page has been taken over, and without JavaScript, it leads to the tiles.
                event.preventDefault();
                setOpen("tools");
              }}
            >
              <Icon name="grid" />
              <span>{t("dock.tools")}</span>
            </a>
          </li>
        </ul>
        {pins.length === 0 ? null : (
          <div className="dock-pins">
            <h2 id="pins">{t("dock.pinned")}</h2>
            <ul aria-labelledby="pins">
              {pins.map((tile) => (
                <PinnedTile key={tile.key} tile={tile} now={now} badge={badge} />
              ))}
            </ul>
          </div>
        )}
      </div>
      {isHydrated && home.person !== null ? (
        <button type="button" className="dock-item dock-more" aria-haspopup="dialog" onClick={() => setOpen("editor")}>
          <Icon name="pin" />
          <span>{t("dock.customise")}</span>
        </button>
      ) : null}
      {open === "editor" ? (
        <LazyPart onClose={() => setOpen(null)}>
          <DockEditor home={home} onClose={() => setOpen(null)} />
        </LazyPart>
      ) : null}
      {open === "tools" ? (
        <LazyPart onClose={() => setOpen(null)}>
          <ToolsSheet home={home} onClose={() => setOpen(null)} onCustomise={() => setOpen("editor")} />
        </LazyPart>
      ) : null}
    </nav>
  );
}

function usePins(home: Home): readonly HomeTile[] {
  return useMemo(() => {
    const tiles = tilesByKey(home);
    return home.dock.flatMap((key) => tiles.get(key) ?? []);
  }, [home]);
}

function PinnedTile({
  tile,
  now,
  badge,
}: {
  tile: HomeTile;
  now: Date;
  badge: (source: string) => ReactNode;
}): ReactElement {
  const text = useText();
  const note = tile.maintenance === null ? null : maintenanceNote(tile.maintenance, now, text);
  return (
    <li>
      <ToolLink tile={tile} className="dock-item">
        <Icon name={toolIcon(tile.icon)} />
        <span>{tile.name}</span>
        {note === null ? null : (
          <span className="state" title={note}>
            <Icon name="wrench" size={16} />
            <span className="vh">, {note}</span>
          </span>
        )}
        {note !== null || tile.source === null ? null : badge(tile.source)}
      </ToolLink>
    </li>
  );
}
