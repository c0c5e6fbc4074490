import type { Home, HomeTile } from "@pforte/shared/contract/home";
import type { ReactElement, RefObject } from "react";
import { Header, I18nProvider, Menu, MenuItem, MenuSection, Popover } from "react-aria-components";
import { useText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import type { IconName } from "#ui/icon-names.ts";
import { mostPins } from "./pins.ts";
import { useDock, type DockActs } from "./use-dock.ts";

type Act = "add" | "remove" | "up" | "down";

/** The menu of one tile: its place in the dock. */
export function TileMenu({
  tile,
  home,
  anchor,
  onClose,
}: {
  tile: HomeTile;
  home: Home;
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
}): ReactElement {
  const { t, language } = useText();
  const dock = useDock(home);
  const place = home.dock.indexOf(tile.key);
  const isPinned = place !== -1;
  const total = home.dock.length;
  return (
    <I18nProvider locale={language}>
      <Popover
        aria-label={t("tile.more", { tile: tile.name })}
        triggerRef={anchor}
        isOpen
        onOpenChange={(isOpen) => isOpen || onClose()}
        placement="bottom end"
      >
        <Menu
          className="menu"
          aria-label={t("tile.more", { tile: tile.name })}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- a menu that was asked for takes the focus (ARIA practices)
          autoFocus="first"
          // The items below have no other keys.
          onAction={(key) => doAct(dock, tile, key as Act)}
          onClose={onClose}
        >
          <MenuSection>
            <Header className="menu-h">
              {isPinned ? t("dock.position", { position: place + 1, total }) : tile.name}
            </Header>
            {isPinned ? (
              <>
                <Item id="up" icon="arrow-up" label={t("dock.moveUp")} isDisabled={place === 0} />
                <Item id="down" icon="arrow-down" label={t("dock.moveDown")} isDisabled={place === total - 1} />
                <Item id="remove" icon="close" label={t("dock.remove")} />
              </>
            ) : (
              <Item
                id="add"
                icon="pin"
                label={total < mostPins ? t("dock.add") : t("dock.full", { count: mostPins })}
                isDisabled={total >= mostPins}
              />
            )}
          </MenuSection>
        </Menu>
      </Popover>
    </I18nProvider>
  );
}

function Item({
  id,
  icon,
  label,
  isDisabled = false,
}: {
  id: Act;
  icon: IconName;
  label: string;
  isDisabled?: boolean;
}): ReactElement {
  return (
    <MenuItem id={id} className="menu-item" textValue={label} isDisabled={isDisabled}>
      <Icon name={icon} size={18} />
      <span>{label}</span>
    </MenuItem>
  );
}

function doAct(dock: DockActs, tile: HomeTile, act: Act): void {
  switch (act) {
    case "add":
      dock.add(tile);
      break;
    case "remove":
      dock.remove(tile);
      break;
    case "up":
      dock.move(tile, -1);
      break;
    case "down":
      dock.move(tile, 1);
      break;
  }
}
