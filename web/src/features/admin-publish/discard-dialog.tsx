import { useMutation } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { ActFailure } from "#ui/act-failure.tsx";
import { DialogBox } from "#ui/dialog-box.tsx";

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
    <DialogBox title={t("publish.discardTitle", { count })} onClose={onClose} isQuestion>
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
    </DialogBox>
  );
}
