import { useRef } from "react";
import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";

/** Chooses files of the person's device. Its place stays where it is not offered. */
export function AttachButton({
  isShown,
  onFiles,
}: {
  isShown: boolean;
  onFiles: (files: readonly File[]) => void;
}): ReactElement {
  const { t } = useTopicText("talk");
  const input = useRef<HTMLInputElement>(null);
  return (
    <span>
      {isShown ? (
        <button
          type="button"
          className="ib"
          aria-label={t("talk.compose.attach")}
          onClick={() => input.current?.click()}
        >
          <Icon name="clip" />
        </button>
      ) : null}
      <input
        ref={input}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          // The same file may be chosen again.
          currentTarget.value = "";
        }}
      />
    </span>
  );
}
