import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { byteSize } from "#ui/byte-size.ts";
import { FileThumb } from "#ui/file-thumb.tsx";
import { honestText } from "#ui/honest-text.ts";
import { kindOfFile } from "#ui/kind-of-file.ts";
import { MidCut } from "#ui/mid-cut.tsx";
import { PlainBody } from "#ui/plain-body.tsx";
import { VisuallyHidden } from "#ui/visually-hidden.tsx";
import { useTalkContext } from "./talk-context.tsx";

interface FileAttachmentProps {
  readonly name: string;
  readonly download: string | null;
  readonly size: number | null;
  readonly type: string | null;
  readonly caption: string | null;
}

/** A file in a message, to be downloaded once it is there. */
export function FileAttachment({ name, download, size, type, caption }: FileAttachmentProps): ReactElement {
  const { t, language } = useTopicText("talk");
  const { acts, members } = useTalkContext();
  const honest = honestText(name).replaceAll("\n", " ");
  const facts = [size === null ? null : byteSize(size, language), download === null ? null : t("talk.download")]
    .filter((fact) => fact !== null)
    .join(" · ");
  const content = (
    <>
      <FileThumb kind={kindOfFile({ name: honest, type: type ?? "" })} preview={null} />
      <span className="attach-text">
        {download === null ? null : <VisuallyHidden>{t("talk.downloadName", { name: "" })}</VisuallyHidden>}
        <MidCut name={honest} />
        <span className="attach-facts num">{facts}</span>
      </span>
    </>
  );
  return (
    <>
      {download === null ? (
        <div className="attach">{content}</div>
      ) : (
        <a className="attach" href={download} download={honest}>
          {content}
        </a>
      )}
      {caption === null ? null : (
        <div className="msg-body">
          <PlainBody text={caption} account={acts.account} people={members} />
        </div>
      )}
    </>
  );
}
