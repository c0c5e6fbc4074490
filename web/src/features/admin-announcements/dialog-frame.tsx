import type { ReactElement, ReactNode } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { DialogBox } from "#ui/dialog-box.tsx";

/** A dialog of this section: its title, what it is about, and its acts at the end. */
export function DialogFrame({
  title,
  onClose,
  acts,
  isTyped = false,
  children,
}: {
  title: string;
  onClose: () => void;
  acts: ReactNode;
  /** Something is typed in it, which neither Escape nor a press beside it may take away. */
  isTyped?: boolean;
  children: ReactNode;
}): ReactElement {
  const { t } = useTopicText("adminAnnouncements");
  return (
    <DialogBox title={title} onClose={onClose} closeLabel={t("announcements.closeDialog")} isHeld={isTyped}>
      <div className="dialog-body ann-dialog">{children}</div>
      <div className="dialog-acts">{acts}</div>
    </DialogBox>
  );
}
