import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { ActFailure } from "#ui/act-failure.tsx";
import { DialogBox } from "#ui/dialog-box.tsx";
import { deviceText } from "./device-text.ts";
import { useMoment } from "./use-moment.ts";
import type { Asked, EndAct } from "./use-own-sessions.ts";

/**
 * Asks before a session ends elsewhere: whoever works there loses what they have not saved. While it ends, the question
 * stays: there is no way back, and only here its failure is said.
 */
export function EndQuestion({ act, asked }: { act: EndAct; asked: Asked }): ReactElement {
  const text = useTopicText("ownSessions");
  const { t } = text;
  const moment = useMoment();
  return (
    <DialogBox
      title={asked.kind === "one" ? t("ownSessions.askOne") : t("ownSessions.askOthers", { count: asked.count })}
      onClose={act.close}
      isQuestion
      isHeld={act.isRunning}
    >
      <div className="dialog-body own-question">
        <p>
          {asked.kind === "one"
            ? t("ownSessions.askOneText", {
                device: deviceText(asked.session.device, text),
                when: moment(asked.session.signedInAt),
              })
            : t("ownSessions.askOthersText")}
        </p>
        <p>{t(asked.kind === "one" ? "ownSessions.askProvider" : "ownSessions.askOthersProvider")}</p>
        {act.error === null ? null : <ActFailure error={act.error} />}
      </div>
      <div className="dialog-acts">
        <Button className="btn" onPress={act.close} isDisabled={act.isRunning}>
          {t("ownSessions.cancel")}
        </Button>
        <Button className="btn btn-primary" onPress={act.run} isPending={act.isRunning}>
          {t("ownSessions.do")}
        </Button>
      </div>
    </DialogBox>
  );
}
