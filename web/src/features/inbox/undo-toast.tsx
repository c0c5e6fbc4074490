import type { ReactElement } from "react";
import {
  Button,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastRegion as ToastRegion,
  Text,
} from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import type { DoneToast, InboxActs } from "./use-inbox-acts.ts";

/** What has just been done, for eight seconds and as long as one is at it; never the only way to anything. */
export function UndoToast({ toasts, undo }: Pick<InboxActs, "toasts" | "undo">): ReactElement {
  const { t } = useTopicText("inbox");
  return (
    <ToastRegion queue={toasts} className="toast-region" aria-label={t("inbox.toasts")}>
      {({ toast }: { toast: { key: string; content: DoneToast } }) => (
        <Toast toast={toast} className="toast float">
          <ToastContent className="toast-text">
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          <Button
            className="linkbtn"
            onPress={() => {
              undo(toast.content);
              toasts.close(toast.key);
            }}
          >
            {t("inbox.undo")}
          </Button>
          <Button slot="close" className="ib" aria-label={t("inbox.closeToast")}>
            <Icon name="close" size={16} />
          </Button>
        </Toast>
      )}
    </ToastRegion>
  );
}
