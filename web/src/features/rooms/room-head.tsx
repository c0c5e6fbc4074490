import { lazy, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { Link } from "react-router";
import { useTopicText } from "#i18n/use-text.tsx";
import type { IconName } from "#ui/icon-names.ts";
import { Icon } from "#ui/icon.tsx";
import { LazyPart } from "#ui/lazy-part.tsx";
import { viewTitleId } from "#ui/view-head.tsx";
import { useViewName } from "#ui/view-name.ts";
import type { ListedRoom } from "./listed-room.ts";
import { RoomMenu } from "./room-menu.tsx";
import { RoomAvatar } from "./room-row.tsx";
import { useRoomFlags } from "./use-room-flags.ts";

const LeaveDialog = lazy(async () => ({ default: (await import("./leave-dialog.tsx")).LeaveDialog }));

interface RoomHeadProps {
  readonly listed: ListedRoom;
  /** The room was left by the person. */
  readonly onLeft: () => void;
  readonly onShortcuts: () => void;
}

/** The head of an open room: which it is, who can read it, and what can be done with it as a whole. */
export function RoomHead({ listed, onLeft, onShortcuts }: RoomHeadProps): ReactElement {
  const { t } = useTopicText("rooms");
  const { hub, room } = listed;
  const flags = useRoomFlags(listed);
  const [isLeaving, setIsLeaving] = useState(false);
  return (
    <>
      <HeadFrame name={room.name} isEncrypted={room.isEncrypted}>
        <div className="talk-name">
          <RoomTitle name={room.name} />
          <p className="one">{aboutOf(listed, t)}</p>
        </div>
        <span className="spring" />
        {room.membership === "join" ? (
          <>
            {room.isEncrypted ? null : (
              <>
                <Toggle icon="mute" name={t("rooms.mute")} isOn={flags.isMuted} onToggle={flags.toggleMuted} />
                <Toggle
                  icon="star"
                  name={t("rooms.favourite")}
                  isOn={flags.isFavourite}
                  onToggle={flags.toggleFavourite}
                />
              </>
            )}
            <RoomMenu listed={listed} flags={flags} onLeave={() => setIsLeaving(true)} onShortcuts={onShortcuts} />
          </>
        ) : null}
      </HeadFrame>
      {flags.failure === null ? null : (
        <p className="talk-note" role="alert">
          <Icon name="error" size={16} />
          {flags.failure}
        </p>
      )}
      {isLeaving ? (
        <LazyPart onClose={() => setIsLeaving(false)}>
          <LeaveDialog hub={hub} room={room} onLeft={onLeft} onClose={() => setIsLeaving(false)} />
        </LazyPart>
      ) : null}
    </>
  );
}

interface ToggleProps {
  readonly icon: IconName;
  readonly name: string;
  readonly isOn: boolean;
  readonly onToggle: () => void;
}

function Toggle({ icon, name, isOn, onToggle }: ToggleProps): ReactElement {
  return (
    <button type="button" className="ib wide" aria-label={name} title={name} aria-pressed={isOn} onClick={onToggle}>
      <Icon name={icon} />
    </button>
  );
}

function aboutOf({ room }: ListedRoom, t: ReturnType<typeof useTopicText<"rooms">>["t"]): string {
  if (room.membership === "invite") {
    return t("rooms.aboutInvitation");
  }
  return t(room.isEncrypted ? "rooms.aboutEncrypted" : "rooms.aboutPlain", { count: room.memberCount });
}

/** The head of a place where no known room is. */
export function PlainHead({ name }: { name: string }): ReactElement {
  return (
    <HeadFrame name={name} isEncrypted={false}>
      <div className="talk-name">
        <h2 className="one">{name}</h2>
      </div>
      <span className="spring" />
    </HeadFrame>
  );
}

/** The heading of the view while a room is open. */
function RoomTitle({ name }: { name: string }): ReactElement {
  useViewName(name);
  return (
    <h1 id={viewTitleId} tabIndex={-1} className="one" title={name}>
      <bdi>{name}</bdi>
    </h1>
  );
}

function HeadFrame({
  name,
  isEncrypted,
  children,
}: {
  name: string;
  isEncrypted: boolean;
  children: ReactNode;
}): ReactElement {
  const { t } = useTopicText("rooms");
  return (
    <header className="talk-head">
      <Link className="ib back" to="/chat" aria-label={t("rooms.back")}>
        <Icon name="chevron-left" />
      </Link>
      <RoomAvatar name={name} isEncrypted={isEncrypted} />
      {children}
    </header>
  );
}
