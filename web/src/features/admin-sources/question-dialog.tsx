import type { ReactElement, ReactNode } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { DialogBox } from "#ui/dialog-box.tsx";

interface QuestionDialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** What is done, as its button says it. */
  readonly act: string;
  readonly onAct: () => void;
  readonly isRunning?: boolean;
  /** Something is typed in it, which neither Escape nor a press beside it may take away. */
  readonly isTyped?: boolean;
  readonly onClose: () => void;
}

/** Asks before something is done that others feel. */
export function QuestionDialog(props: QuestionDialogProps): ReactElement {
  const { title, children, act, onAct, isRunning, isTyped = false, onClose } = props;
  const { t } = useTopicText("adminSources");
  return (
    <DialogBox title={title} onClose={onClose} isQuestion isHeld={isTyped}>
      <div className="dialog-body src-question">{children}</div>
      <div className="dialog-acts">
        <Button className="btn" onPress={onClose}>
          {t("adminSources.form.cancel")}
        </Button>
        <Button className="btn btn-primary" onPress={onAct} isPending={isRunning === true}>
          {act}
        </Button>
      </div>
    </DialogBox>
  );
}
