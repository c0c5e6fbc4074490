import { useState } from "react";
import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import type { ChatMessageEntry, MessageBody } from "#matrix/model.ts";
import { honestText } from "#ui/honest-text.ts";
import { PlainBody } from "#ui/plain-body.tsx";
import { FileAttachment } from "./file-attachment.tsx";
import { pictureSize } from "./picture-size.ts";
import { useTalkContext } from "./talk-context.tsx";

interface PictureProps {
  readonly body: Extract<MessageBody, { kind: "image" }>;
  readonly preview: string;
  readonly entry: ChatMessageEntry;
}

/** A picture in a box whose size is known before it has come; it opens larger. What cannot be shown is a file. */
export function Picture({ body, preview, entry }: PictureProps): ReactElement {
  const { t } = useTopicText("talk");
  const { acts, members } = useTalkContext();
  const [failed, setFailed] = useState<string | null>(null);
  const { width, height } = pictureSize(body.width, body.height);
  const name = honestText(body.name).replaceAll("\n", " ");
  if (failed === preview) {
    return <FileAttachment {...body} type="image/*" />;
  }
  return (
    <>
      <button
        type="button"
        className="msg-picture"
        aria-label={t("talk.imageOpen", { name: body.caption === null ? name : honestText(body.caption) })}
        onClick={({ currentTarget }) => acts.open({ kind: "image", entry, from: currentTarget })}
      >
        <img
          // The sender says how large a picture is, and may be wrong: its box stays as it was kept.
          ref={(image) => image?.style.setProperty("aspect-ratio", `${width} / ${height}`)}
          src={preview}
          alt={t("talk.image", { name })}
          width={width}
          height={height}
          loading="lazy"
          decoding="async"
          onError={() => setFailed(preview)}
        />
      </button>
      {body.caption === null ? null : (
        <div className="msg-body">
          <PlainBody text={body.caption} account={acts.account} people={members} />
        </div>
      )}
    </>
  );
}

/** The same picture as large as the portal gives it. */
export function largerPicture(preview: string): string {
  return preview.replace(/([?&]size=)small\b/u, "$1large");
}
