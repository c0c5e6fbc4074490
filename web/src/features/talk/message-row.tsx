import { memo } from "react";
import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import type { ChatMessageEntry } from "#matrix/model.ts";
import { initials } from "#ui/initials.ts";
import { VisuallyHidden } from "#ui/visually-hidden.tsx";
import { DeliveryState } from "./delivery-state.tsx";
import { MessageBody } from "./message-body.tsx";
import { MessageTools } from "./message-tools.tsx";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";
import { Readers } from "./readers.tsx";
import { plainLine, senderName } from "./talk-texts.ts";
import { ThreadLink } from "./thread-link.tsx";

interface MessageRowProps {
  readonly entry: ChatMessageEntry;
  readonly isFollowUp: boolean;
  /** Whether its tools are stops of the tab key. */
  readonly isCurrent: boolean;
  /** Whether it is the one that was just jumped to. */
  readonly isMarked: boolean;
}

/** One message with all that belongs to it. Drawn again only when something of it has changed. */
export const MessageRow = memo(function MessageRow({
  entry,
  isFollowUp,
  isCurrent,
  isMarked,
}: MessageRowProps): ReactElement {
  const text = useTopicText("talk");
  const { t, time, fullTime } = text;
  const at = new Date(entry.at);
  const sender = senderName(entry, text);
  return (
    <li
      className={rowClass(entry, { isFollowUp, isMarked })}
      data-key={entry.key}
      data-id={entry.id ?? undefined}
      tabIndex={-1}
      aria-label={t("talk.messageName", { sender, time: time(at), text: plainLine(entry, text, 400) })}
    >
      {isFollowUp ? (
        <time className="msg-time" dateTime={at.toISOString()} title={fullTime(at)}>
          {time(at)}
        </time>
      ) : (
        <span className="avatar" aria-hidden="true">
          {initials(entry.sender.name)}
        </span>
      )}
      <div className="msg-main">
        {isFollowUp ? (
          <VisuallyHidden>{sender}</VisuallyHidden>
        ) : (
          <p className="msg-head">
            <b>
              <bdi>{sender}</bdi>
            </b>
            <time dateTime={at.toISOString()} title={fullTime(at)}>
              {time(at)}
            </time>
          </p>
        )}
        {entry.mentionsMe ? <VisuallyHidden>{t("talk.mentionsYou")}</VisuallyHidden> : null}
        {entry.replyTo === null ? null : <Quote replyTo={entry.replyTo} />}
        <MessageBody entry={entry} />
        <Reactions entry={entry} />
        {entry.thread === null ? null : <ThreadLink thread={entry.thread} />}
        <DeliveryState entry={entry} />
        <Readers names={entry.readers} />
      </div>
      {entry.id === null || entry.body.kind === "redacted" ? null : (
        <MessageTools entry={entry} isCurrent={isCurrent} />
      )}
    </li>
  );
});

function rowClass(entry: ChatMessageEntry, is: { readonly isFollowUp: boolean; readonly isMarked: boolean }): string {
  return [
    "msg",
    is.isFollowUp ? "msg-cont" : null,
    entry.mentionsMe ? "is-mention" : null,
    is.isMarked ? "is-marked" : null,
    entry.delivery.kind === "failed" ? "msg-failed" : null,
    entry.delivery.kind === "sending" || entry.delivery.kind === "queued" ? "msg-pending" : null,
  ]
    .filter((name) => name !== null)
    .join(" ");
}
