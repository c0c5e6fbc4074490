import { memo } from "react";
import type { ReactElement } from "react";
import { Link } from "react-router";
import { usePortalClient } from "#api/portal-client.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import { At } from "#ui/at.tsx";
import { Count } from "#ui/count.tsx";
import { Icon } from "#ui/icon.tsx";
import { initials } from "#ui/initials.ts";
import { roomPath } from "#ui/room-path.ts";
import type { ListedRoom } from "./listed-room.ts";
import { lastLine, newsOf } from "./room-texts.ts";
import { isNew } from "./room-sections.ts";

interface RoomRowProps {
  readonly listed: ListedRoom;
  readonly isCurrent: boolean;
  /** Whether the Tab key stops here; the arrow keys lead on. */
  readonly isStop: boolean;
}

/** One room of the list: which it is, what was said last, when, and how much of it is new. */
export const RoomRow = memo(function RoomRow({ listed, isCurrent, isStop }: RoomRowProps): ReactElement {
  const text = useTopicText("rooms");
  const { now } = usePortalClient();
  const { id, room } = listed;
  // An encrypted room says its count in its line; a solid badge would promise something to read here.
  const shownCount = room.isEncrypted ? 0 : room.unread;
  return (
    <li className="room-item">
      <Link
        className={isNew(listed) && shownCount > 0 ? "room is-unread" : "room"}
        to={roomPath(id)}
        aria-current={isCurrent ? "page" : undefined}
        tabIndex={isStop ? 0 : -1}
        data-room={id}
        draggable={false}
      >
        <RoomAvatar name={room.name} isEncrypted={room.isEncrypted} />
        <span className="room-mid">
          <bdi className="room-name one" title={room.name}>
            {room.name}
          </bdi>
          <bdi className="row-sub one">{lastLine(room, text)}</bdi>
        </span>
        <span className="room-side">
          {room.at > 0 ? <At at={new Date(room.at)} now={now()} /> : null}
          <span className="room-news">
            {room.isMuted ? (
              <>
                <Icon name="mute" size={14} />
                <span className="vh">{text.t("rooms.mutedRow")}</span>
              </>
            ) : null}
            <Count value={shownCount} strong={room.highlights > 0 && !room.isMuted} label={newsOf(room, text)} />
          </span>
        </span>
      </Link>
    </li>
  );
});

/** The circle before a room's name: a lock where nobody but its people can read it. */
export function RoomAvatar({ name, isEncrypted }: { name: string; isEncrypted: boolean }): ReactElement {
  return (
    <span className="avatar" aria-hidden="true">
      {isEncrypted ? <Icon name="lock" size={16} /> : initials(name)}
    </span>
  );
}
