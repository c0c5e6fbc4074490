import { useRef, useState } from "react";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { codeOf } from "#api/api-error.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { SignedInAgain } from "#ui/signed-in-again.tsx";
import { ActFailure } from "#ui/act-failure.tsx";
import { DialogBox } from "#ui/dialog-box.tsx";
import { NoteField } from "#ui/note-field.tsx";
import type { RollBackAct } from "./use-roll-back.ts";
import { VersionDifference } from "./version-difference.tsx";

interface RollBackDialogProps {
  readonly act: RollBackAct;
  readonly version: number;
  /** The one in force. */
  readonly current: number;
}

/** Asks for a note before an older version is published anew, and says what that changes and what it leaves alone. */
export function RollBackDialog({ act, version, current }: RollBackDialogProps): ReactElement {
  const { t } = useTopicText("adminPublish");
  const [isTried, setTried] = useState(false);
  const note = useRef<HTMLTextAreaElement>(null);
  const isMissing = act.note.trim() === "";
  return (
    <DialogBox title={t("history.rollBackTitle", { version })} onClose={act.close} isHeld={!isMissing} kind="p">
      <div className="dialog-body">
        <SignedInAgain isBack={act.isBack} />
        <p>{t("history.rollBackText", { next: current + 1 })}</p>
        <VersionDifference from={current} to={version} title={t("history.rollBackChanges")} />
        <NoteField
          ref={note}
          note={act.note}
          onNote={act.setNote}
          isMissing={isTried && isMissing}
          hint={t("history.rollBackNoteHint")}
        />
        {act.error === null ? null : (
          <ActFailure error={act.error} sentence={codeOf(act.error) === "version_stale" ? t("history.stale") : null} />
        )}
      </div>
      <div className="dialog-acts">
        <Button className="btn" onPress={act.close}>
          {t("history.cancel")}
        </Button>
        <Button
          className="btn btn-primary"
          isPending={act.isRunning}
          onPress={() => {
            setTried(true);
            if (isMissing) {
              note.current?.focus();
            } else {
              act.rollBack(current);
            }
          }}
        >
          {t("history.rollBackDo")}
        </Button>
      </div>
    </DialogBox>
  );
}
