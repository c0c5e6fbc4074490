import { useState } from "react";
import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { Icon } from "#ui/icon.tsx";
import type { ListedRoom } from "./listed-room.ts";
import { RoomAvatar } from "./room-row.tsx";
import { useChatAct } from "./use-chat-act.ts";

interface InvitationPaneProps {
  readonly listed: ListedRoom;
  /** The person has said yes, and the room comes with the homeserver's next answer. */
  readonly onAccepted: () => void;
  readonly onDeclined: () => void;
}

/** Who invites into what, and the answer. */
export function InvitationPane({ listed, onAccepted, onDeclined }: InvitationPaneProps): ReactElement {
  const { t } = useTopicText("rooms");
  const { hub, room } = listed;
  const { isRunning, failure, run } = useChatAct();
  const [answer, setAnswer] = useState<"accept" | "decline" | null>(null);
  const accept = async (): Promise<void> => {
    setAnswer("accept");
    if (await run(async () => hub.accept(room.id))) {
      announce(t("rooms.acceptedDone", { room: room.name }));
      onAccepted();
    }
  };
  const decline = async (): Promise<void> => {
    setAnswer("decline");
    if (await run(async () => hub.decline(room.id))) {
      announce(t("rooms.declinedDone", { room: room.name }));
      onDeclined();
    }
  };
  const is = (one: "accept" | "decline"): boolean => isRunning && answer === one;
  return (
    <div className="placeholder">
      <RoomAvatar name={room.name} isEncrypted={room.isEncrypted} />
      <h2>{titleOf(listed, t)}</h2>
      <p>{t(room.isEncrypted ? "rooms.inviteTextEncrypted" : "rooms.inviteText")}</p>
      {failure === null ? null : (
        <p className="rooms-failed" role="alert">
          <Icon name="error" size={16} />
          {failure}
        </p>
      )}
      <div className="acts">
        <button
          type="button"
          className="btn btn-primary btn-lg"
          aria-disabled={isRunning}
          onClick={() => void accept()}
        >
          {t(is("accept") ? "rooms.accepting" : "rooms.accept")}
        </button>
        <button type="button" className="btn btn-lg" aria-disabled={isRunning} onClick={() => void decline()}>
          {t(is("decline") ? "rooms.declining" : "rooms.decline")}
        </button>
      </div>
    </div>
  );
}

function titleOf({ room }: ListedRoom, t: ReturnType<typeof useTopicText<"rooms">>["t"]): string {
  if (room.inviter === null) {
    return t("rooms.inviteTitleNobody", { room: room.name });
  }
  return room.isDirect
    ? t("rooms.inviteTitleDirect", { name: room.inviter.name })
    : t("rooms.inviteTitle", { name: room.inviter.name, room: room.name });
}
