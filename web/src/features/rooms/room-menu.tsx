import type { ReactElement } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover, Separator } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import type { IconName } from "#ui/icon-names.ts";
import { Icon } from "#ui/icon.tsx";
import { clientHref, type ListedRoom } from "./listed-room.ts";
import type { RoomFlags } from "./use-room-flags.ts";

interface RoomMenuProps {
  readonly listed: ListedRoom;
  readonly flags: RoomFlags;
  readonly onLeave: () => void;
  readonly onShortcuts: () => void;
}

/** All that can be done with a room; on a narrow screen, where the head has no room for buttons, also its flags. */
export function RoomMenu({ listed, flags, onLeave, onShortcuts }: RoomMenuProps): ReactElement {
  const { t } = useTopicText("rooms");
  const href = clientHref(listed.hub, listed.room.id);
  return (
    <MenuTrigger>
      <Button className="ib" aria-label={t("rooms.more")}>
        <Icon name="more" />
      </Button>
      <Popover className="menu" placement="bottom end" offset={4}>
        <Menu aria-label={t("rooms.more")}>
          <Item icon="mute" name={t(flags.isMuted ? "rooms.unmute" : "rooms.mute")} onAction={flags.toggleMuted} />
          <Item
            icon="star"
            name={t(flags.isFavourite ? "rooms.unfavourite" : "rooms.favourite")}
            onAction={flags.toggleFavourite}
          />
          {href === null ? null : (
            <MenuItem className="menu-item" href={href} target="_blank" rel="noopener noreferrer">
              <Icon name="open" size={18} />
              {t("rooms.openInClient")}
            </MenuItem>
          )}
          <Item icon="help" name={t("rooms.shortcuts")} onAction={onShortcuts} />
          <Separator className="menu-sep" />
          <Item icon="sign-out" name={t("rooms.leave")} onAction={onLeave} />
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function Item({ icon, name, onAction }: { icon: IconName; name: string; onAction: () => void }): ReactElement {
  return (
    <MenuItem className="menu-item" textValue={name} onAction={onAction}>
      <Icon name={icon} size={18} />
      {name}
    </MenuItem>
  );
}
