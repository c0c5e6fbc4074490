import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import type { ChatMessageEntry } from "#matrix/model.ts";
import { DialogBox } from "#ui/dialog-box.tsx";
import { honestText } from "#ui/honest-text.ts";
import { Icon } from "#ui/icon.tsx";
import { MidCut } from "#ui/mid-cut.tsx";
import { largerPicture } from "./picture.tsx";

/** A picture as large as the window lets it be, with the way to its file. */
export function PictureDialog({
  entry,
  onClose,
}: {
  entry: ChatMessageEntry;
  onClose: () => void;
}): ReactElement | null {
  const { t } = useTopicText("talk");
  const { body } = entry;
  if (body.kind !== "image" || body.preview === null) {
    return null;
  }
  const name = honestText(body.name).replaceAll("\n", " ");
  return (
    <DialogBox title={<MidCut name={name} />} onClose={onClose} closeLabel={t("talk.imageClose")} kind="picture">
      <div className="dialog-body picture-body">
        <img
          src={largerPicture(body.preview)}
          alt={t("talk.image", { name: body.caption === null ? name : honestText(body.caption) })}
          width={body.width ?? undefined}
          height={body.height ?? undefined}
        />
      </div>
      {body.download === null ? null : (
        <div className="dialog-acts">
          <a className="btn" href={body.download} download={name}>
            <Icon name="arrow-down" size={18} />
            {t("talk.download")}
          </a>
        </div>
      )}
    </DialogBox>
  );
}
