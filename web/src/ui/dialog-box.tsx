import type { ReactElement, ReactNode } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Icon } from "./icon.tsx";

interface DialogBoxProps {
  readonly title: ReactNode;
  /** Its body and its acts. */
  readonly children: ReactNode;
  readonly onClose: () => void;
  /** The name of the cross beside the title. Without it the acts are the only ones: a question wants an answer. */
  readonly closeLabel?: string;
  /** Asks before something happens that is felt: a screen reader reads the question at once, as an alert. */
  readonly isQuestion?: boolean;
  /** Something is typed in it or under way, which neither Escape nor a press beside it may take away. */
  readonly isHeld?: boolean;
  /** Names its classes where it has a size or a place of its own: `picture` is a `picture-dialog` over a `picture-scrim`. */
  readonly kind?: string;
}

/** A dialog over the page: its title, what it is about, its acts. The focus stays in it, and goes back where it was. */
export function DialogBox(props: DialogBoxProps): ReactElement {
  const { title, children, onClose, closeLabel, isQuestion = false, isHeld = false, kind } = props;
  return (
    <ModalOverlay
      className={kind === undefined ? "scrim" : `scrim ${kind}-scrim`}
      isOpen
      isDismissable={!isHeld}
      isKeyboardDismissDisabled={isHeld}
      onOpenChange={(isOpen) => isOpen || onClose()}
    >
      <Modal className={kind === undefined ? "dialog" : `dialog ${kind}-dialog`}>
        <Dialog className="dialog-box" role={isQuestion ? "alertdialog" : "dialog"}>
          <div className="dialog-head">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            {closeLabel === undefined ? null : (
              <Button className="ib" aria-label={closeLabel} onPress={onClose}>
                <Icon name="close" />
              </Button>
            )}
          </div>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
