import type { Placed } from "@pforte/shared/contract/admin-draft";
import type { ReactElement, ReactNode } from "react";
import {
  Button,
  Header,
  Keyboard,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  Text,
} from "react-aria-components";
import type { IconName } from "#ui/icon-names.ts";
import { Icon } from "#ui/icon.tsx";
import { positionOf, step, toNeighbour } from "./arrange.ts";
import type { Arranging } from "./use-arranging.ts";

/** What a row's menu can ask for. */
export type RowAct =
  | "up"
  | "down"
  | "position"
  | "place"
  | "earlier"
  | "later"
  | "rename"
  | "maintain"
  | "duplicate"
  | "hide"
  | "show"
  | "delete";

interface RowMenuProps {
  readonly item: Placed;
  readonly arranging: Arranging;
  readonly isHidden: boolean;
  readonly canMaintain: boolean;
  readonly onAct: (act: RowAct) => void;
}

/** “Kontakte · Platz 3 von 5”: everything that can be done to a row, without dragging. */
export function RowMenu({ item, arranging, isHidden, canMaintain, onAct }: RowMenuProps): ReactElement {
  const { document, text, nameOf } = arranging;
  const { t } = text;
  const { place, index, count } = positionOf(document, item);
  const name = nameOf(item);
  const head = place === null ? name : t("tiles.menuHead", { name, at: index + 1, of: count });
  const disabledKeys = [
    ...(step(document, item, -1) === null ? ["up"] : []),
    ...(step(document, item, 1) === null ? ["down"] : []),
    ...(toNeighbour(document, item, -1) === null ? ["earlier"] : []),
    ...(toNeighbour(document, item, 1) === null ? ["later"] : []),
    ...(count < 2 ? ["position"] : []),
  ];
  return (
    <MenuTrigger>
      <Button className="ib" data-part="menu" aria-label={t("tiles.menuOf", { name })}>
        <Icon name="more" size={18} />
      </Button>
      <Popover className="menu menu-popover" placement="bottom end" offset={4}>
        <Menu
          className="menu-list"
          aria-label={head}
          disabledKeys={disabledKeys}
          // Each item is one of the acts below.
          onAction={(key) => onAct(key as RowAct)}
        >
          <MenuSection className="menu-group">
            <Header className="menu-h">{head}</Header>
            <Act id="up" icon="arrow-up" keys="Alt ↑">
              {t("tiles.up")}
            </Act>
            <Act id="down" icon="arrow-down" keys="Alt ↓">
              {t("tiles.down")}
            </Act>
            <Act id="position" icon="move">
              {t("tiles.toPosition")}
            </Act>
            <Act id="place" icon="files">
              {t("tiles.toPlace")}
            </Act>
            <Act id="earlier" icon="arrow-up" keys="Alt ⇧ ↑">
              {t("tiles.toEarlier")}
            </Act>
            <Act id="later" icon="arrow-down" keys="Alt ⇧ ↓">
              {t("tiles.toLater")}
            </Act>
          </MenuSection>
          <MenuSection className="menu-group" aria-label={t("tiles.menuMore")}>
            {"folder" in item ? (
              <Act id="rename" icon="pen">
                {t("tiles.rename")}
              </Act>
            ) : (
              <>
                {canMaintain ? (
                  <Act id="maintain" icon="wrench">
                    {t("tiles.maintain")}
                  </Act>
                ) : null}
                <Act id="duplicate" icon="doc">
                  {t("tiles.duplicate")}
                </Act>
                <Act id={isHidden ? "show" : "hide"} icon={isHidden ? "eye" : "eye-off"}>
                  {isHidden ? t("tiles.show") : t("tiles.hide")}
                </Act>
              </>
            )}
            <Act id="delete" icon="trash">
              {t("tiles.delete")}
            </Act>
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

interface ActProps {
  readonly id: string;
  readonly icon: IconName;
  readonly keys?: string;
  readonly children: string;
}

/** One line of a menu; the keys that do the same are beside it. */
export function Act({ id, icon, keys, children }: ActProps): ReactNode {
  return (
    <MenuItem id={id} className="menu-item" textValue={children}>
      <Icon name={icon} size={18} />
      <Text slot="label">{children}</Text>
      {keys === undefined ? null : <Keyboard className="end adm-keys">{keys}</Keyboard>}
    </MenuItem>
  );
}
