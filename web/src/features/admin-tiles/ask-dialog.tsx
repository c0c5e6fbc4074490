import type { ReactElement, ReactNode, FormEvent } from "react";
import { Button, Dialog, Form, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Icon } from "#ui/icon.tsx";
import { useTilesText } from "./use-arranging.ts";

interface AskDialogProps {
  readonly title: string;
  readonly submit: string;
  readonly isReady?: boolean;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A small form over the page: one question, one act. */
export function AskDialog(props: AskDialogProps): ReactElement {
  const { title, submit, isReady = true, onSubmit, onClose, children } = props;
  const { t } = useTilesText();
  const handleSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (isReady) {
      onSubmit();
    }
  };
  return (
    <ModalOverlay className="scrim" isOpen isDismissable onOpenChange={(isOpen) => isOpen || onClose()}>
      <Modal className="dialog adm-ask">
        <Dialog className="dialog-box">
          <div className="dialog-head">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <Button className="ib" aria-label={t("tiles.cancel")} onPress={onClose}>
              <Icon name="close" />
            </Button>
          </div>
          <Form className="adm-ask-form" onSubmit={handleSubmit}>
            <div className="dialog-body adm-fields">{children}</div>
            <div className="dialog-acts">
              <Button className="btn btn-quiet" onPress={onClose}>
                {t("tiles.cancel")}
              </Button>
              <Button type="submit" className="btn btn-primary" isDisabled={!isReady}>
                {submit}
              </Button>
            </div>
          </Form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
