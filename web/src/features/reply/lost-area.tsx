import { useSyncExternalStore } from "react";
import type { ReactElement } from "react";
import { usePortalClient } from "#api/portal-client.tsx";
import { TopicTexts, useTopicText } from "#i18n/use-text.tsx";
import "#styles/views-reply.css";
import type { ReplyTo } from "#ui/reply-slots.tsx";
import { replyDeskOf } from "./reply-desk.ts";
import { ReplyField } from "./reply-field.tsx";
import { ReplyNote } from "./reply-note.tsx";
import { replyOutboxOf } from "./reply-outboxes.ts";

/** Answers that no row stands for, at the head of the view. */
export function LostArea({ lost }: { lost: readonly ReplyTo[] }): ReactElement {
  return (
    <TopicTexts topic="reply">
      <Content lost={lost} />
    </TopicTexts>
  );
}

function Content({ lost }: { lost: readonly ReplyTo[] }): ReactElement {
  const { t } = useTopicText("reply");
  const client = usePortalClient();
  const desk = replyDeskOf(client);
  const outbox = replyOutboxOf(client);
  const { open } = useSyncExternalStore(desk.subscribe, desk.get);
  const { replies } = useSyncExternalStore(outbox.subscribe, outbox.get);
  return (
    <section className="reply-lost" aria-label={t("reply.lost")}>
      {lost.map((to) => (
        <div key={to.room} className="reply-area">
          <h2>{to.name}</h2>
          {replies
            .filter(({ request }) => request.room === to.room)
            .map((reply) => (
              <ReplyNote key={reply.request.id} reply={reply} outbox={outbox} onUndone={() => desk.open(to, true)} />
            ))}
          {open.has(to.room) ? (
            <ReplyField to={to} outbox={outbox} desk={desk} onClose={() => desk.close(to.room)} />
          ) : null}
        </div>
      ))}
    </section>
  );
}
