import { useMutation } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { ActFailure } from "#ui/act-failure.tsx";

interface DiscardDialogProps {
  readonly count: number;
  /** Whose changes would be taken back, as a sentence names them. */
  readonly people: string;
  readonly discard: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before all changes are taken back, with whose they are. */
export function DiscardDialog({ count, people, discard, onClose }: DiscardDialogProps): ReactElement {
  const { t } = useTopicText("adminPublish");
  const act = useMutation({
    mutationFn: discard,
    onSuccess: () => {
      announce(t("publish.discarded"));
      onClose();
    },
  });
  return (
    <ModalOverlay className="scrim" isOpen isDismissable onOpenChange={(isOpen) => isOpen || onClose()}>
      <Modal className="dialog">
        <Dialog className="dialog-box" role="alertdialog">
          <div className="dialog-head">
            <Heading slot="title" level={2}>
              {t("publish.discardTitle", { count })}
            </Heading>
          </div>
          <div className="dialog-body">
            <p>{t("publish.discardText", { people })}</p>
            {act.error === null ? null : <ActFailure error={act.error} />}
          </div>
          <div className="dialog-acts">
            <Button className="btn" onPress={onClose}>
              {t("publish.keep")}
            </Button>
            <Button className="btn btn-primary" onPress={() => act.mutate()} isPending={act.isPending}>
              {t("publish.discardDo")}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
