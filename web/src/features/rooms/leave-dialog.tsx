import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import type { ChatHub, RoomSummary } from "#matrix/model.ts";
import { announce } from "#ui/announcer.tsx";
import { DialogBox } from "#ui/dialog-box.tsx";
import { Icon } from "#ui/icon.tsx";
import { useChatAct } from "./use-chat-act.ts";

interface LeaveDialogProps {
  readonly hub: ChatHub;
  readonly room: RoomSummary;
  readonly onLeft: () => void;
  readonly onClose: () => void;
}

/** Asks before a room is left: who is out comes back by an invitation alone. Loaded on its first use. */
export function LeaveDialog({ hub, room, onLeft, onClose }: LeaveDialogProps): ReactElement {
  const { t } = useTopicText("rooms");
  const { isRunning, failure, run } = useChatAct();
  const leave = async (): Promise<void> => {
    if (await run(async () => hub.leave(room.id))) {
      announce(t("rooms.leftDone", { room: room.name }));
      onClose();
      onLeft();
    }
  };
  return (
    <DialogBox title={t("rooms.leaveTitle", { room: room.name })} onClose={onClose} isQuestion>
      <div className="dialog-body">
        <p>{t("rooms.leaveText")}</p>
        {failure === null ? null : (
          <p className="rooms-failed" role="alert">
            <Icon name="error" size={16} />
            {failure}
          </p>
        )}
      </div>
      <div className="dialog-acts">
        <Button className="btn" onPress={onClose}>
          {t("rooms.cancel")}
        </Button>
        <Button className="btn btn-primary" onPress={() => void leave()} isPending={isRunning}>
          {t("rooms.leaveDo")}
        </Button>
      </div>
    </DialogBox>
  );
}
