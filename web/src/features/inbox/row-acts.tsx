import type { Home } from "@pforte/shared/contract/home";
import type { InboxAct, InboxActRequest, InboxItem } from "@pforte/shared/contract/inbox";
import type { ReactElement } from "react";
import { Button, Link, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import type { IconName } from "#ui/icon-names.ts";
import { Icon } from "#ui/icon.tsx";
import { useReplySlots, type ReplySlots, type ReplyTo } from "#ui/reply-slots.tsx";
import { sourceName } from "#ui/source-mark.tsx";
import { linkOf, opens, replyToOf } from "./inbox-link.ts";
import { SnoozeMenu } from "./snooze-menu.tsx";

export type What = Pick<InboxActRequest, "act"> & Partial<Pick<InboxActRequest, "until" | "action">>;

/** What a row tells its list. */
export interface RowHandlers {
  readonly onAct: (items: readonly InboxItem[], what: What) => void;
  /** `inTab`: no link has opened it yet. */
  readonly onOpen: (item: InboxItem, inTab: boolean) => void;
  /** Asks for a day and a time; with `null` no longer. */
  readonly onPick: (items: readonly InboxItem[] | null) => void;
  readonly onMuteSource: (source: string) => void;
  /** Adds a row to the selection, where its box is not shown. */
  readonly onSelect: (item: InboxItem) => void;
  /** Whose snooze menu is open, by its item. */
  readonly snoozing: string | null;
  readonly onSnoozing: (item: string | null) => void;
}

interface RowActsProps extends RowHandlers {
  readonly home: Home;
  readonly item: InboxItem;
}

/** What can be done with one object; on a screen that is touched, and on a narrow one, all of it is in one menu. */
export function RowActs(props: RowActsProps): ReactElement {
  const { home, item, onAct, onOpen, onPick, snoozing, onSnoozing } = props;
  const { t } = useTopicText("inbox");
  const { title } = item.object;
  const reply = useReply(item);
  const can = (act: InboxAct): boolean => item.acts.includes(act);
  return (
    <div className="row-acts">
      {reply === null ? null : (
        <Button
          className="ib"
          aria-label={t("chat.replyTo", { room: title })}
          aria-expanded={reply.slots.isOpen(reply.to.room)}
          onPress={() => reply.slots.toggle(reply.to)}
        >
          <Icon name="reply" />
        </Button>
      )}
      {can("restore") ? (
        <IconAct
          icon="undo"
          label={t("inbox.restoreOf", { title })}
          onPress={() => onAct([item], { act: "restore" })}
        />
      ) : null}
      {can("wake") ? (
        <IconAct icon="arrow-up" label={t("inbox.wakeOf", { title })} onPress={() => onAct([item], { act: "wake" })} />
      ) : null}
      {can("done") ? (
        <IconAct icon="check" label={t("inbox.doneOf", { title })} onPress={() => onAct([item], { act: "done" })} />
      ) : null}
      {can("snooze") ? (
        <SnoozeMenu
          timeZone={home.timeZone}
          isOpen={snoozing === item.id}
          onOpenChange={(isOpen) => onSnoozing(isOpen ? item.id : null)}
          onSnooze={(until) => onAct([item], { act: "snooze", until: until.toISOString() })}
          onPick={() => onPick([item])}
        >
          <Button className="ib" aria-label={t("inbox.snoozeOf", { title })}>
            <Icon name="snooze" />
          </Button>
        </SnoozeMenu>
      ) : null}
      {opens(item) ? (
        <Link
          className="ib"
          {...linkOf(item)}
          aria-label={t("inbox.openOf", { title, source: sourceName(home, item.source) })}
          onPress={() => onOpen(item, false)}
        >
          <Icon name="open" />
        </Link>
      ) : null}
      <MoreMenu {...props} />
    </div>
  );
}

/** How this item is answered; `null` where it cannot be, or not from here. */
function useReply(item: InboxItem): { readonly slots: ReplySlots; readonly to: ReplyTo } | null {
  const slots = useReplySlots();
  const to = replyToOf(item);
  return slots !== null && to !== null && item.room?.canReply === true ? { slots, to } : null;
}

function IconAct({ icon, label, onPress }: { icon: IconName; label: string; onPress: () => void }): ReactElement {
  return (
    <Button className="ib" aria-label={label} onPress={onPress}>
      <Icon name={icon} />
    </Button>
  );
}

interface MoreAct {
  readonly id: string;
  readonly icon: IconName;
  readonly label: string;
  readonly run: () => void;
  /** Whether it has a button of its own where there is room. */
  readonly hasButton: boolean;
}

function MoreMenu(props: RowActsProps): ReactElement | null {
  const { t } = useTopicText("inbox");
  const label = t("inbox.moreOf", { title: props.item.object.title });
  const acts = useMoreActs(props);
  return acts.length === 0 ? null : (
    <MenuTrigger>
      <Button
        className={acts.every(({ hasButton }) => hasButton) ? "ib in-menu is-touch" : "ib in-menu"}
        aria-label={label}
      >
        <Icon name="more" />
      </Button>
      <Popover className="menu" placement="bottom end" offset={4}>
        <Menu aria-label={label}>
          {acts.map(({ id, icon, label: name, run, hasButton }) => (
            <MenuItem
              key={id}
              className={hasButton ? "menu-item is-touch" : "menu-item"}
              textValue={name}
              onAction={run}
            >
              <Icon name={icon} size={18} />
              <span>{name}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function useMoreActs({
  home,
  item,
  onAct,
  onOpen,
  onPick,
  onMuteSource,
  onSnoozing,
  onSelect,
}: RowActsProps): readonly MoreAct[] {
  const { t } = useTopicText("inbox");
  const act = (name: InboxAct, icon: IconName, label: string, hasButton: boolean): MoreAct[] =>
    item.acts.includes(name) ? [{ id: name, icon, label, hasButton, run: () => onAct([item], { act: name }) }] : [];
  const source = sourceName(home, item.source);
  const reply = useReply(item);
  return [
    ...(reply === null
      ? []
      : [
          {
            id: "reply",
            icon: "reply",
            label: t("chat.reply"),
            hasButton: true,
            run: () => reply.slots.toggle(reply.to),
          } as const,
        ]),
    ...act("restore", "undo", t("inbox.restore"), true),
    ...act("wake", "arrow-up", t("inbox.wake"), true),
    ...act("done", "check", t("inbox.done"), true),
    ...(item.acts.includes("snooze")
      ? [
          {
            id: "snooze",
            icon: "snooze",
            label: t("inbox.snoozeMore"),
            hasButton: true,
            run: () => onSnoozing(item.id),
          } as const,
        ]
      : []),
    ...(opens(item)
      ? [
          {
            id: "open",
            icon: "open",
            label: t("inbox.open", { source }),
            hasButton: true,
            run: () => onOpen(item, true),
          } as const,
        ]
      : []),
    ...act("read", "eye", t("inbox.markRead"), false),
    ...act("unread", "eye-off", t("inbox.markUnread"), false),
    ...(item.acts.includes("snooze")
      ? [
          {
            id: "pick",
            icon: "time",
            label: t("inbox.snooze.pick"),
            hasButton: true,
            run: () => onPick([item]),
          } as const,
        ]
      : []),
    { id: "select", icon: "check", label: t("inbox.selectThis"), hasButton: true, run: () => onSelect(item) },
    ...act("mute", "mute", t(item.object.kind === "room" ? "inbox.muteRoom" : "inbox.muteThread"), false),
    ...(item.acts.includes("mute") && item.source !== "portal"
      ? [
          {
            id: "mute-source",
            icon: "mute",
            label: t("inbox.muteSource", { source }),
            hasButton: false,
            run: () => onMuteSource(item.source),
          } as const,
        ]
      : []),
  ];
}
