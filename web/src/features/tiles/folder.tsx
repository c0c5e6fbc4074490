import type { HomeItem } from "@pforte/shared/contract/home";
import { useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { Icon } from "#ui/icon.tsx";
import { ToolPicture } from "#ui/tool-picture.tsx";

/**
 * Tiles behind one disclosure. It is `details`, which opens without JavaScript too; its box takes no part in the grid, so
 * that the summary stands among the tiles and the body gets a row of its own. While a filter runs it is open.
 */
export function Folder({
  folder,
  isForcedOpen,
  children,
}: {
  folder: HomeItem & { kind: "folder" };
  isForcedOpen: boolean;
  children: ReactNode;
}): ReactElement {
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="folder">
      <details open={isOpen || isForcedOpen} onToggle={(event) => isForcedOpen || setOpen(event.currentTarget.open)}>
        <summary className="tile">
          <span className="plate folder-plate">
            {folder.tiles.slice(0, 4).map(({ key, icon }) => (
              <ToolPicture key={key} icon={icon} size={14} />
            ))}
          </span>
          <span className="tile-text">
            <span className="tile-name">{folder.name}</span>
          </span>
          <Icon name="chevron-down" size={18} />
        </summary>
        <ul className="tiles folder-body" aria-label={folder.name}>
          {children}
        </ul>
      </details>
    </li>
  );
}
