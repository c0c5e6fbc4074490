import type { ReactElement, ReactNode, FormEvent } from "react";
import { Button, Form } from "react-aria-components";
import { DialogBox } from "#ui/dialog-box.tsx";
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
    <DialogBox title={title} onClose={onClose} closeLabel={t("tiles.cancel")} kind="adm-ask">
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
    </DialogBox>
  );
}
