import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import type { ChatMessageEntry } from "#matrix/model.ts";
import { useTalkContext } from "./talk-context.tsx";
import { oneLine, personName } from "./talk-texts.ts";

/** The message that is answered; leads to it. */
export function Quote({ replyTo }: { replyTo: NonNullable<ChatMessageEntry["replyTo"]> }): ReactElement {
  const { t } = useTopicText("talk");
  const { acts } = useTalkContext();
  const sender = replyTo.sender === null ? null : personName(replyTo.sender);
  const line = replyTo.text === null ? t("talk.quoteUnknown") : oneLine(replyTo.text, 240);
  return (
    <button
      type="button"
      className="quote"
      aria-label={sender === null ? t("talk.answers", { sender: line }) : t("talk.quoteOf", { sender, text: line })}
      onClick={() => acts.show(replyTo.id)}
    >
      {sender === null ? null : (
        <>
          <bdi>{sender}</bdi>:{" "}
        </>
      )}
      <bdi>{line}</bdi>
    </button>
  );
}
