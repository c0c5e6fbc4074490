import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import type { Target } from "./talk-context.tsx";
import { plainLine, senderName } from "./talk-texts.ts";

/** What the text below belongs to: the message that is answered, or the one that is written anew. */
export function ComposerBar({ target, onCancel }: { target: Target; onCancel: () => void }): ReactElement | null {
  const text = useTopicText("talk");
  const { t } = text;
  if (target.kind === "new") {
    return null;
  }
  const isEdit = target.kind === "edit";
  return (
    <div className="composer-bar">
      <Icon name={isEdit ? "pen" : "reply"} size={18} />
      <p className="one">
        <b>
          {isEdit ? t("talk.compose.editing") : t("talk.compose.replying", { sender: senderName(target.entry, text) })}
        </b>{" "}
        <bdi>{plainLine(target.entry, text)}</bdi>
      </p>
      <button
        type="button"
        className="ib"
        aria-label={t(isEdit ? "talk.compose.cancelEdit" : "talk.compose.cancelReply")}
        onClick={onCancel}
      >
        <Icon name="close" size={18} />
      </button>
    </div>
  );
}
