import type { Home, HomeTile, SourceCapability } from "@pforte/shared/contract/home";
import { lazy, useMemo, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { Link, useLocation } from "react-router";
import { useText } from "#i18n/use-text.tsx";
import type { IconName } from "#ui/icon-names.ts";
import { Icon } from "#ui/icon.tsx";
import { LazyPart } from "#ui/lazy-part.tsx";
import { maintenanceNote } from "#ui/maintenance-note.ts";
import { ToolLink } from "#ui/tool-link.tsx";
import { ToolPicture } from "#ui/tool-picture.tsx";
import { useHydrated } from "#ui/use-hydrated.ts";
import { tilesByKey } from "./pins.ts";

const ToolsSheet = lazy(async () => ({ default: (await import("./tools-sheet.tsx")).ToolsSheet }));
const DockEditor = lazy(async () => ({ default: (await import("./dock-editor.tsx")).DockEditor }));

interface DockProps {
  readonly home: Home;
  /** The live count of a source. */
  readonly badge: (source: string) => ReactNode;
  /** The live count of the inbox. */
  readonly inboxBadge: ReactNode;
}

/** The dock: the portal's own views, then what is pinned. It is on every page at the same place. */
export function Dock({ home, badge, inboxBadge }: DockProps): ReactElement {
  const { t } = useText();
  const isHydrated = useHydrated();
  const [open, setOpen] = useState<"tools" | "editor" | null>(null);
  const pins = usePins(home);
  const now = new Date(home.now);
  return (
    <nav className="dock" aria-label={t("dock.label")}>
      <div className="dock-lists">
        <ul>
          <Views home={home} badge={badge} inboxBadge={inboxBadge} />
          <li className="bar-only">
            <a
              className="dock-item"
              href="/#tools"
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

/** The portal's own views, as far as the person has something that feeds them. */
function Views({ home, badge, inboxBadge }: DockProps): ReactElement {
  const { t } = useText();
  const feeds = (capability: SourceCapability) =>
    home.sources.find(({ capabilities }) => capabilities.includes(capability));
  const chat = feeds("chat");
  return (
    <>
      <ViewLink to="/" icon="start" name={t("dock.start")} />
      {home.person === null ? null : (
        <ViewLink to="/inbox" icon="inbox" name={t("view.inbox")}>
          {inboxBadge}
        </ViewLink>
      )}
      {/* On a phone's bar is room for five; the work is a card on the start page. */}
      {feeds("work") === undefined ? null : (
        <ViewLink to="/work" icon="tasks" name={t("view.workShort")} className="wide-only" />
      )}
      {feeds("files") === undefined ? null : <ViewLink to="/files" icon="files" name={t("view.files")} />}
      {chat === undefined ? null : (
        <ViewLink to="/chat" icon="chat" name={t("dock.chat")}>
          {badge(chat.key)}
        </ViewLink>
      )}
    </>
  );
}

function ViewLink({
  to,
  icon,
  name,
  className,
  children,
}: {
  to: string;
  icon: IconName;
  name: string;
  className?: string;
  children?: ReactNode;
}): ReactElement {
  const { pathname } = useLocation();
  return (
    <li className={className}>
      <Link className="dock-item" to={to} aria-current={isAt(pathname, to) ? "page" : undefined}>
        <Icon name={icon} />
        <span>{name}</span>
        {children}
      </Link>
    </li>
  );
}

/** Whether the path is this view's, or, as a room of the chat, below it. */
function isAt(pathname: string, view: string): boolean {
  return pathname === view || (view !== "/" && pathname.startsWith(`${view}/`));
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
  const { pathname } = useLocation();
  const note = tile.maintenance === null ? null : maintenanceNote(tile.maintenance, now, text);
  return (
    <li>
      <ToolLink tile={tile} className="dock-item" isCurrent={pathname === tile.href}>
        <ToolPicture icon={tile.icon} />
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
