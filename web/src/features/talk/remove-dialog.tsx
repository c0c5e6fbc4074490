import { useState } from "react";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import type { ChatMessageEntry } from "#matrix/model.ts";
import { announce } from "#ui/announcer.tsx";
import { DialogBox } from "#ui/dialog-box.tsx";
import { Icon } from "#ui/icon.tsx";
import { useTalkContext } from "./talk-context.tsx";
import { failureLine, plainLine } from "./talk-texts.ts";

/** Asks before a message is removed for everybody; what fails stays open and says why. */
export function RemoveDialog({ entry, onClose }: { entry: ChatMessageEntry; onClose: () => void }): ReactElement {
  const text = useTopicText("talk");
  const { t } = text;
  const { acts } = useTalkContext();
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      await acts.talk.redact(entry.id ?? "");
      announce(t("talk.removed"));
      onClose();
      acts.focus(entry.key);
    } catch (error) {
      // Nothing is lost: the message is still there, and the person reads why.
      setFailure(failureLine(error, text));
      setBusy(false);
    }
  };
  return (
    <DialogBox title={t("talk.removeTitle")} onClose={onClose} isQuestion>
      <div className="dialog-body">
        <p>{t("talk.removeText")}</p>
        <blockquote className="remove-quote" dir="auto">
          {plainLine(entry, text)}
        </blockquote>
        <p className="talk-problem" role="alert">
          {failure === null ? null : (
            <>
              <Icon name="error" size={16} /> {failure}
            </>
          )}
        </p>
      </div>
      <div className="dialog-acts">
        <Button className="btn" onPress={onClose}>
          {t("talk.removeCancel")}
        </Button>
        <Button className="btn btn-primary" isPending={isBusy} onPress={() => void remove()}>
          {t("talk.act.remove")}
        </Button>
      </div>
    </DialogBox>
  );
}
