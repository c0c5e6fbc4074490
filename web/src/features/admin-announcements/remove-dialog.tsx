import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { ActFailure } from "#ui/act-failure.tsx";
import { SignedInAgain } from "#ui/signed-in-again.tsx";
import { DialogFrame } from "./dialog-frame.tsx";
import type { Removal } from "./use-removal.ts";

/** Asks before something is taken back: it is gone from every page at once. */
export function RemoveDialog({ removal }: { removal: Removal }): ReactElement | null {
  const { t } = useTopicText("adminAnnouncements");
  const { asked, close, remove, isRunning, error, isBack } = removal;
  if (asked === null) {
    return null;
  }
  return (
    <DialogFrame
      title={t(asked.kind === "maintenance" ? "maintenances.endTitle" : "announcements.removeTitle", {
        title: asked.title,
      })}
      onClose={close}
      acts={
        <>
          <Button className="btn" onPress={close}>
            {t("announcements.cancel")}
          </Button>
          <Button className="btn btn-primary" isPending={isRunning} onPress={remove}>
            {t(asked.kind === "maintenance" ? "maintenances.end" : "announcements.remove")}
          </Button>
        </>
      }
    >
      <SignedInAgain isBack={isBack} />
      <p>
        {t(
          asked.kind === "maintenance"
            ? "maintenances.endText"
            : asked.hasProof
              ? "announcements.removeTextProof"
              : "announcements.removeText",
        )}
      </p>
      {error === null ? null : <ActFailure error={error} />}
    </DialogFrame>
  );
}
