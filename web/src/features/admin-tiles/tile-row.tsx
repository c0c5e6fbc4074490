import { pictureHref } from "@pforte/shared/contract/admin-assets";
import type { ReactElement } from "react";
import { Button, GridListItem } from "react-aria-components";
import { Icon } from "#ui/icon.tsx";
import { ToolPicture } from "#ui/tool-picture.tsx";
import { step, type Row } from "./arrange.ts";
import { RowMenu, type RowAct } from "./row-menu.tsx";
import type { Arranging, TilesText } from "./use-arranging.ts";

/** What of a row has changed since it was published. */
export interface RowMarks {
  readonly change: "new" | "changed" | null;
  /** When its maintenance ends, as text; `""` where nobody knows, `null` without one. */
  readonly maintenance: string | null;
}

interface TileRowProps {
  readonly row: Row;
  readonly marks: RowMarks;
  readonly isOpen: boolean;
  readonly canMaintain: boolean;
  readonly arranging: Arranging;
  readonly onOpen: () => void;
  readonly onAct: (act: RowAct, part: "up" | "down" | "menu") => void;
}

/** A tile or folder as it is arranged: grip, picture, names and marks, for whom, and the acts. */
export function TileRow({ row, marks, isOpen, canMaintain, arranging, onOpen, onAct }: TileRowProps): ReactElement {
  const { document, text, nameOf } = arranging;
  const { t } = text;
  const name = nameOf(row.item);
  const isHidden = row.kind === "tile" && row.tile.state.kind === "hidden";
  const isInFolder = row.kind === "tile" && row.isInFolder;
  return (
    <GridListItem
      id={row.id}
      textValue={name}
      className={`adm-row${isInFolder ? " in-folder" : ""}${isOpen ? " is-selected" : ""}`}
      onAction={onOpen}
    >
      <div className="adm-cells" data-row={row.id}>
        <Button slot="drag" className="adm-grip" aria-label={t("tiles.drag", { name })}>
          <Icon name="grip" size={18} />
        </Button>
        <span className="plate" aria-hidden="true">
          {row.kind === "folder" ? <Icon name="files" /> : <TilePicture icon={row.tile.icon} />}
        </span>
        <div className="adm-main">
          <div className="adm-line">
            <Button className="adm-name" data-part="name" onPress={onOpen}>
              {name}
            </Button>
            <Chips marks={marks} isHidden={isHidden} text={text} />
          </div>
          <Second row={row} text={text} />
        </div>
        <p className="adm-groups">{groupsOf(row, text)}</p>
        <div className="adm-acts">
          <Move
            item={row}
            by={-1}
            arranging={arranging}
            isDisabled={step(document, row.item, -1) === null}
            onAct={onAct}
          />
          <Move
            item={row}
            by={1}
            arranging={arranging}
            isDisabled={step(document, row.item, 1) === null}
            onAct={onAct}
          />
          <RowMenu
            item={row.item}
            arranging={arranging}
            isHidden={isHidden}
            canMaintain={canMaintain}
            onAct={(act) => onAct(act, "menu")}
          />
        </div>
      </div>
    </GridListItem>
  );
}

/** The picture of a tile, of the family or uploaded. */
export function TilePicture({ icon }: { icon: string }): ReactElement {
  return <ToolPicture icon={icon.startsWith("upload:") ? pictureHref(icon) : icon} />;
}

function Move({
  item: { item },
  by,
  arranging: { text, nameOf },
  isDisabled,
  onAct,
}: Pick<TileRowProps, "arranging" | "onAct"> & { item: Row; by: -1 | 1; isDisabled: boolean }): ReactElement {
  const act = by < 0 ? "up" : "down";
  return (
    <Button
      className="ib adm-wide"
      data-part={act}
      aria-label={text.t(by < 0 ? "tiles.upName" : "tiles.downName", { name: nameOf(item) })}
      // Stays in reach at the ends, so that moving a row there does not lose the focus.
      aria-disabled={isDisabled}
      onPress={() => isDisabled || onAct(act, act)}
    >
      <Icon name={by < 0 ? "arrow-up" : "arrow-down"} size={18} />
    </Button>
  );
}

function Chips({
  marks,
  isHidden,
  text: { t },
}: {
  marks: RowMarks;
  isHidden: boolean;
  text: TilesText;
}): ReactElement {
  return (
    <>
      {marks.change === null ? null : (
        <span className="chip chip-accent">{marks.change === "new" ? t("tiles.new") : t("tiles.changed")}</span>
      )}
      {marks.maintenance === null ? null : (
        <span className="chip chip-warn">
          <Icon name="wrench" size={14} />
          {marks.maintenance === "" ? t("tiles.maintenance") : t("tiles.maintenanceUntil", { time: marks.maintenance })}
        </span>
      )}
      {isHidden ? (
        <span className="chip">
          <Icon name="eye-off" size={14} />
          {t("tiles.hidden")}
        </span>
      ) : null}
    </>
  );
}

/** The name in the other language, or that it is missing. */
function Second({ row, text: { t, language } }: { row: Row; text: TilesText }): ReactElement {
  const { name } = row.kind === "tile" ? row.tile : row.folder;
  const other = language === "de" ? name.en : name.de;
  const folder = row.kind === "folder" ? ` · ${t("tiles.folderCount", { count: row.folder.tiles.length })}` : "";
  return other === undefined || name.en === undefined ? (
    <p className="adm-sub adm-miss">
      {t("tiles.missingEn")}
      {folder}
    </p>
  ) : (
    <p className="adm-sub">
      <span lang={language === "de" ? "en" : "de"}>{other}</span>
      {folder}
    </p>
  );
}

function groupsOf(row: Row, { t }: TilesText): string {
  if (row.kind === "folder") {
    return "";
  }
  if (row.tile.public) {
    return t("tiles.everyone");
  }
  return row.tile.groups.length === 0 ? t("tiles.allSignedIn") : row.tile.groups.join(", ");
}
