import type { ChatRoom } from "@pforte/shared/contract/chat";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { useText } from "#i18n/use-text.tsx";
import { At } from "#ui/at.tsx";
import { Count } from "#ui/count.tsx";
import { Icon } from "#ui/icon.tsx";
import { useReplySlots, type ReplySlots, type ReplyTo } from "#ui/reply-slots.tsx";
import { roomPath } from "#ui/room-path.ts";
import { initials } from "#ui/initials.ts";
import { VisuallyHidden } from "#ui/visually-hidden.tsx";
import { lastLine } from "./room-texts.ts";

/** One room: which it is, what was said last, when, and how much of it is unread. */
export function RoomRow({ room, now }: { room: ChatRoom; now: Date }): ReactElement {
  const text = useText();
  const { t } = text;
  const { sender, line } = lastLine(room, text);
  const slots = useReplySlots();
  const isNew = room.unread > 0 || room.highlights > 0 || room.isInvitation;
  return (
    <li className={isNew ? "row row-chat is-unread" : "row row-chat"}>
      <span className="avatar" aria-hidden="true">
        {initials(room.name)}
      </span>
      <div>
        <RoomTitle room={room} isNew={isNew} />
        <p className="row-sub two">
          {sender === null ? null : <b>{sender}: </b>}
          {line}
        </p>
      </div>
      <div className="row-side row-side-room">
        {room.lastMessage === null ? null : <At at={new Date(room.lastMessage.at)} now={now} />}
        <Count
          value={room.unread}
          strong={room.highlights > 0}
          label={
            t("card.unreadCount", { count: room.unread }) +
            (room.highlights > 0 ? t("chat.mentionCount", { count: room.highlights }) : "")
          }
        />
        {slots === null || room.isInvitation || room.isEncrypted ? null : <ReplyButton room={room} slots={slots} />}
      </div>
      {slots?.area(replyTo(room))}
    </li>
  );
}

function RoomTitle({ room, isNew }: { room: ChatRoom; isNew: boolean }): ReactElement {
  const { t } = useText();
  return (
    <Link className="row-title" to={roomPath(room.id)}>
      <span className="one">
        {isNew ? <VisuallyHidden>{t("card.unread")}</VisuallyHidden> : null}
        {room.name}
      </span>
    </Link>
  );
}

function ReplyButton({ room, slots }: { room: ChatRoom; slots: ReplySlots }): ReactElement {
  const { t } = useText();
  return (
    <button
      type="button"
      className="ib ib-reply needs-script"
      aria-label={t("chat.replyTo", { room: room.name })}
      aria-expanded={slots.isOpen(room.id)}
      onClick={() => slots.toggle(replyTo(room))}
    >
      <Icon name="reply" size={18} />
    </button>
  );
}

function replyTo({ id, name, href }: ChatRoom): ReplyTo {
  return { room: id, name, message: null, href };
}
