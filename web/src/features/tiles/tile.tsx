import type { HomeTile } from "@pforte/shared/contract/home";
import type { ReactElement, ReactNode } from "react";
import { useText } from "#i18n/use-text.tsx";
import { maintenanceNote } from "#ui/maintenance-note.ts";
import { ToolLink } from "#ui/tool-link.tsx";
import { ToolPicture } from "#ui/tool-picture.tsx";

/** One door: a plain link, because a page has dozens of them. */
export function Tile({
  tile,
  now,
  badge,
  menu,
}: {
  tile: HomeTile;
  now: Date;
  badge: (source: string) => ReactNode;
  menu: ReactNode;
}): ReactElement {
  const text = useText();
  const note = tile.maintenance === null ? null : maintenanceNote(tile.maintenance, now, text);
  const classes = ["tile", note === null ? "" : "is-off", tile.coloured ? `tile-colour-${tile.key}` : ""];
  return (
    <li className="tile-slot">
      <ToolLink tile={tile} className={classes.filter((name) => name !== "").join(" ")}>
        <span className="plate">
          <ToolPicture icon={tile.icon} size={24} />
        </span>
        <span className="tile-text">
          <span className="tile-name">{tile.name}</span>
          {note === null ? null : <span className="tile-note">{note}</span>}
        </span>
        {tile.source === null ? null : badge(tile.source)}
      </ToolLink>
      {menu}
    </li>
  );
}
