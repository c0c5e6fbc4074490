import type { ReactElement } from "react";
import { Menu, MenuItem, Popover } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import type { ChatMessageEntry } from "#matrix/model.ts";
import { announce } from "#ui/announcer.tsx";
import type { IconName } from "#ui/icon-names.ts";
import { Icon } from "#ui/icon.tsx";
import { useTalkContext, type OpenPart } from "./talk-context.tsx";
import { actName, type TalkText } from "./talk-texts.ts";

interface MessageMenuProps {
  readonly part: OpenPart & { readonly from: HTMLElement };
  /** The room in the web client. */
  readonly href: string | null;
  readonly onClose: () => void;
}

/** All that can be done with a message; one menu for all of them, at the button that was pressed. */
export function MessageMenu({ part, href, onClose }: MessageMenuProps): ReactElement {
  const text = useTopicText("talk");
  const items = useMenuItems(part, href);
  const label = actName(text.t("talk.act.more"), part.entry, text);
  return (
    <Popover
      className="menu"
      aria-label={label}
      placement="bottom end"
      offset={4}
      isOpen
      triggerRef={{ current: part.from }}
      onOpenChange={(isOpen) => isOpen || onClose()}
    >
      <Menu
        className="menu-list"
        aria-label={label}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- a menu that was asked for takes the focus to its first act
        autoFocus="first"
        onClose={onClose}
      >
        {items.map(({ id, icon, label, run }) => (
          <MenuItem key={id} className="menu-item" textValue={label} onAction={run}>
            <Icon name={icon} size={18} />
            <span>{label}</span>
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  );
}

interface MenuAct {
  readonly id: string;
  readonly icon: IconName;
  readonly label: string;
  readonly run: () => void;
}

function useMenuItems({ entry, from }: OpenPart, href: string | null): readonly MenuAct[] {
  const text = useTopicText("talk");
  const { t } = text;
  const { acts } = useTalkContext();
  const act = (id: string, icon: IconName, label: string, run: () => void): MenuAct => ({ id, icon, label, run });
  const { body } = entry;
  return [
    act("reply", "reply", t("talk.act.reply"), () => acts.reply(entry)),
    act("react", "emoji", t("talk.act.react"), () => acts.open({ kind: "react", entry, from })),
    ...(entry.canEdit && body.kind === "text" ? [act("edit", "pen", t("talk.act.edit"), () => acts.edit(entry))] : []),
    ...(body.kind === "text"
      ? [act("copy", "doc", t("talk.act.copyText"), () => void copy(body.text, t("talk.copiedText"), text, acts.say))]
      : []),
    act("link", "share", t("talk.act.copyLink"), () => void copy(linkTo(entry), t("talk.copiedLink"), text, acts.say)),
    ...(href === null
      ? []
      : [
          act(
            "element",
            "open",
            t("talk.act.openElement"),
            () => void window.open(href, "_blank", "noopener,noreferrer"),
          ),
        ]),
    ...(entry.canRedact
      ? [act("remove", "trash", t("talk.act.remove"), () => acts.open({ kind: "remove", entry, from }))]
      : []),
  ];
}

/** The message in the portal: the room's own address, and in it the message. */
function linkTo(entry: ChatMessageEntry): string {
  const url = new URL(location.pathname, location.origin);
  if (entry.id !== null) {
    url.searchParams.set("message", entry.id);
  }
  return url.href;
}

async function copy(content: string, done: string, { t }: TalkText, say: (note: string | null) => void): Promise<void> {
  try {
    await navigator.clipboard.writeText(content);
    announce(done);
  } catch {
    // What was not copied can be marked by hand, and that is said.
    say(t("talk.notCopied"));
  }
}
