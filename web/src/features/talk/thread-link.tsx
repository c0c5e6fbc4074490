import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import type { ChatMessageEntry } from "#matrix/model.ts";
import { Icon } from "#ui/icon.tsx";

/** How many answers a message has in its thread, which opens in the web client. */
export function ThreadLink({ thread }: { thread: NonNullable<ChatMessageEntry["thread"]> }): ReactElement {
  const { t } = useTopicText("talk");
  const count = t("talk.thread", { count: thread.count });
  return thread.href === null ? (
    <p className="msg-thread">{count}</p>
  ) : (
    <a
      className="msg-thread"
      href={thread.href}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={`${count}, ${t("talk.threadOpens")}`}
    >
      {count}
      <Icon name="open" size={16} />
    </a>
  );
}
