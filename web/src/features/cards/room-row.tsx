import type { ChatRoom } from "@pforte/shared/contract/chat";
import type { ReactElement } from "react";
import { useText } from "#i18n/use-text.tsx";
import { At } from "#ui/at.tsx";
import { Count } from "#ui/count.tsx";
import { initials } from "#ui/initials.ts";
import { VisuallyHidden } from "#ui/visually-hidden.tsx";
import { lastLine } from "./room-texts.ts";

/** One room: which it is, what was said last, when, and how much of it is unread. */
export function RoomRow({ room, now }: { room: ChatRoom; now: Date }): ReactElement {
  const text = useText();
  const { t } = text;
  const { sender, line } = lastLine(room, text);
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
      <div className="row-side">
        {room.lastMessage === null ? null : <At at={new Date(room.lastMessage.at)} now={now} />}
        <Count
          value={room.unread}
          strong={room.highlights > 0}
          label={
            t("card.unreadCount", { count: room.unread }) +
            (room.highlights > 0 ? t("chat.mentionCount", { count: room.highlights }) : "")
          }
        />
      </div>
    </li>
  );
}

function RoomTitle({ room, isNew }: { room: ChatRoom; isNew: boolean }): ReactElement {
  const { t } = useText();
  const title = (
    <span className="one">
      {isNew ? <VisuallyHidden>{t("card.unread")}</VisuallyHidden> : null}
      {room.name}
    </span>
  );
  return room.href === null ? (
    <span className="row-title">{title}</span>
  ) : (
    <a className="row-title" href={room.href} target="_blank" rel="noopener noreferrer">
      {title}
    </a>
  );
}
