import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { byteSize } from "#ui/byte-size.ts";
import { FileThumb } from "#ui/file-thumb.tsx";
import { honestText } from "#ui/honest-text.ts";
import { Icon } from "#ui/icon.tsx";
import { kindOfFile } from "#ui/kind-of-file.ts";
import { MidCut } from "#ui/mid-cut.tsx";
import type { PendingFiles } from "./use-pending-files.ts";

/** What will be sent, before it is; and why something will not. */
export function FileTray({
  pending,
  onRemoved,
}: {
  pending: PendingFiles;
  onRemoved: () => void;
}): ReactElement | null {
  const { t, language } = useTopicText("talk");
  const { files, refused, remove } = pending;
  if (files.length === 0 && refused.length === 0) {
    return null;
  }
  return (
    <div className="tray">
      {files.length === 0 ? null : (
        <ul aria-label={t("talk.compose.files")}>
          {files.map(({ key, file }) => {
            const name = honestText(file.name).replaceAll("\n", " ");
            return (
              <li key={key} className="tray-file">
                <FileThumb kind={kindOfFile(file)} preview={null} />
                <span className="attach-text">
                  <MidCut name={name} />
                  <span className="attach-facts num">{byteSize(file.size, language)}</span>
                </span>
                <button
                  type="button"
                  className="ib"
                  aria-label={t("talk.compose.removeFile", { name })}
                  onClick={() => {
                    remove(key);
                    onRemoved();
                  }}
                >
                  <Icon name="close" size={18} />
                </button>
              </li>
            );
          })}
        </ul>
      )}
      {refused.map((problem) => (
        <p key={problem} className="talk-problem">
          <Icon name="warning" size={16} />
          <span>{problem}</span>
        </p>
      ))}
    </div>
  );
}
