import type { ReactElement, ReactNode } from "react";
import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from "react-aria-components";
import { usePortalClient } from "#api/portal-client.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { snoozeTimes } from "./snooze-times.ts";

interface SnoozeMenuProps {
  readonly timeZone: string;
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
  readonly onSnooze: (until: Date) => void;
  /** Asks for a day and a time. */
  readonly onPick: () => void;
  /** The button. */
  readonly children: ReactNode;
}

/** When something shall come back. */
export function SnoozeMenu({
  timeZone,
  isOpen,
  onOpenChange,
  onSnooze,
  onPick,
  children,
}: SnoozeMenuProps): ReactElement {
  const { t } = useTopicText("inbox");
  return (
    <MenuTrigger
      {...(isOpen === undefined ? {} : { isOpen })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      {children}
      <Popover className="menu" placement="bottom end" offset={4}>
        <Times timeZone={timeZone} onSnooze={onSnooze} onPick={onPick} label={t("inbox.snoozeTitle")} />
      </Popover>
    </MenuTrigger>
  );
}

function Times({
  timeZone,
  label,
  onSnooze,
  onPick,
}: Pick<SnoozeMenuProps, "timeZone" | "onSnooze" | "onPick"> & { label: string }): ReactElement {
  const { t, time, day, calendarDay, language } = useTopicText("inbox");
  const { now } = usePortalClient();
  const today = calendarDay(now());
  const whenOf = (at: Date): string =>
    calendarDay(at) === today ? time(at) : `${day(at).slice(0, language === "de" ? 2 : 3)}, ${time(at)}`;
  return (
    <Menu aria-label={label} className="menu-list">
      <MenuSection>
        <Header className="menu-h">{label}</Header>
        {snoozeTimes(now(), timeZone).map(({ key, at }) => (
          <MenuItem key={key} className="menu-item" textValue={t(`inbox.snooze.${key}`)} onAction={() => onSnooze(at)}>
            <Icon name={key === "tomorrow" || key === "nextWeek" ? "calendar" : "snooze"} size={18} />
            <span>{t(`inbox.snooze.${key}`)}</span>
            <span className="end">{whenOf(at)}</span>
          </MenuItem>
        ))}
      </MenuSection>
      <Separator className="menu-sep" />
      <MenuItem className="menu-item" textValue={t("inbox.snooze.pick")} onAction={onPick}>
        <Icon name="time" size={18} />
        <span>{t("inbox.snooze.pick")}</span>
      </MenuItem>
    </Menu>
  );
}
