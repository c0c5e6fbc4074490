import type { ReactElement, ReactNode } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";

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
    <ModalOverlay
      className="scrim"
      isOpen
      isDismissable={!isTyped}
      isKeyboardDismissDisabled={isTyped}
      onOpenChange={(isOpen) => isOpen || onClose()}
    >
      <Modal className="dialog">
        <Dialog className="dialog-box">
          <div className="dialog-head">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <Button className="ib" aria-label={t("announcements.closeDialog")} onPress={onClose}>
              <Icon name="close" />
            </Button>
          </div>
          <div className="dialog-body ann-dialog">{children}</div>
          <div className="dialog-acts">{acts}</div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
