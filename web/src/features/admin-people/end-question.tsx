import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { ActFailure } from "#ui/act-failure.tsx";
import { DialogBox } from "#ui/dialog-box.tsx";
import { SignedInAgain } from "#ui/signed-in-again.tsx";
import type { EndAct, FoundPerson } from "./use-people.ts";

/** Asks before somebody is signed out everywhere. */
export function EndQuestion({ act, person }: { act: EndAct; person: FoundPerson }): ReactElement {
  const { t } = useTopicText("adminPeople");
  const { name } = person;
  return (
    <DialogBox title={t("adminPeople.endTitle", { name })} onClose={act.close} isQuestion>
      <div className="dialog-body src-question">
        <SignedInAgain isBack={act.isBack} />
        <p>{t("adminPeople.endText", { name })}</p>
        {act.error === null ? null : <ActFailure error={act.error} />}
      </div>
      <div className="dialog-acts">
        <Button className="btn" onPress={act.close}>
          {t("adminPeople.cancel")}
        </Button>
        <Button className="btn btn-primary" onPress={act.run} isPending={act.isRunning}>
          {t("adminPeople.endDo")}
        </Button>
      </div>
    </DialogBox>
  );
}
