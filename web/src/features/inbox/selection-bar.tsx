import type { Home } from "@pforte/shared/contract/home";
import type { InboxAct, InboxItem } from "@pforte/shared/contract/inbox";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import type { IconName } from "#ui/icon-names.ts";
import { Icon } from "#ui/icon.tsx";
import type { RowHandlers } from "./row-acts.tsx";
import { SnoozeMenu } from "./snooze-menu.tsx";

interface SelectionBarProps extends Pick<RowHandlers, "onAct" | "onPick"> {
  readonly home: Home;
  readonly items: readonly InboxItem[];
  readonly onClear: () => void;
}

/** What can be done with several items at once: what any of them can, done to those that can. */
export function SelectionBar({ home, items, onAct, onPick, onClear }: SelectionBarProps): ReactElement {
  const { t } = useTopicText("inbox");
  const those = (act: InboxAct): readonly InboxItem[] => items.filter(({ acts }) => acts.includes(act));
  const button = (act: InboxAct, icon: IconName, label: string, isWide = false): ReactElement | null =>
    those(act).length === 0 ? null : (
      <Button
        className={isWide ? "btn btn-quiet btn-sm in-wide" : "btn btn-quiet btn-sm"}
        onPress={() => onAct(those(act), { act })}
      >
        <Icon name={icon} size={18} />
        {label}
      </Button>
    );
  const snoozable = those("snooze");
  return (
    <section className="sel-bar float" aria-label={t("inbox.selection")}>
      <span className="num">{t("inbox.selected", { count: items.length })}</span>
      {button("restore", "undo", t("inbox.restore"))}
      {button("wake", "arrow-up", t("inbox.wake"))}
      {button("done", "check", t("inbox.done"))}
      {snoozable.length === 0 ? null : (
        <SnoozeMenu
          timeZone={home.timeZone}
          onSnooze={(until) => onAct(snoozable, { act: "snooze", until: until.toISOString() })}
          onPick={() => onPick(snoozable)}
        >
          <Button className="btn btn-quiet btn-sm">
            <Icon name="snooze" size={18} />
            {t("inbox.later")}
          </Button>
        </SnoozeMenu>
      )}
      {those("read").length > 0
        ? button("read", "eye", t("inbox.markReadShort"), true)
        : button("unread", "eye-off", t("inbox.markUnreadShort"), true)}
      {button("mute", "mute", t("inbox.mute"), true)}
      <Button className="ib" aria-label={t("inbox.clearSelection")} onPress={onClear}>
        <Icon name="close" size={18} />
      </Button>
    </section>
  );
}
