import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import type { ReactElement } from "react";
import { usePortalClient } from "#api/portal-client.tsx";
import { TopicTexts } from "#i18n/use-text.tsx";
import "#styles/views-reply.css";
import type { ReplyTo } from "#ui/reply-slots.tsx";
import { replyDeskOf } from "./reply-desk.ts";
import { ReplyField } from "./reply-field.tsx";
import { ReplyNote } from "./reply-note.tsx";
import { replyOutboxOf } from "./reply-outboxes.ts";

/** What stands below the row of a room: the field, and what became of the answers to it. */
export function ReplyArea({ to }: { to: ReplyTo }): ReactElement {
  return (
    <TopicTexts topic="reply">
      <Content to={to} />
    </TopicTexts>
  );
}

function Content({ to }: { to: ReplyTo }): ReactElement {
  const client = usePortalClient();
  const desk = replyDeskOf(client);
  const outbox = replyOutboxOf(client);
  const area = useRef<HTMLDivElement>(null);
  const { open } = useSyncExternalStore(desk.subscribe, desk.get);
  const { replies } = useSyncExternalStore(outbox.subscribe, outbox.get);
  useLayoutEffect(() => desk.attach(to.room), [desk, to.room]);
  useEffect(() => {
    let height = 0;
    const observer = new ResizeObserver(([entry]) => {
      const now = Math.round(entry?.borderBoxSize[0]?.blockSize ?? 0);
      if (now !== height) {
        height = now;
        desk.touch();
      }
    });
    if (area.current !== null) {
      observer.observe(area.current);
    }
    return () => observer.disconnect();
  }, [desk]);
  const close = (): void => {
    // First, because the button may be seen only while its field is open.
    returnFocus(desk.opener, area.current);
    desk.close(to.room);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events -- what is pressed in it is not a press on the row around it
    <div
      ref={area}
      className="reply-area"
      onPointerDown={stop}
      onMouseDown={stop}
      onClick={stop}
      onKeyDown={stop}
      onKeyUp={stop}
    >
      {replies
        .filter(({ request }) => request.room === to.room)
        .map((reply) => (
          <ReplyNote key={reply.request.id} reply={reply} outbox={outbox} onUndone={() => desk.open(to)} />
        ))}
      {open.has(to.room) ? <ReplyField to={to} outbox={outbox} desk={desk} onClose={close} /> : null}
    </div>
  );
}

function stop(event: { stopPropagation: () => void }): void {
  event.stopPropagation();
}

/** Gives the focus back to what opened the field; where that is gone, to the row. */
function returnFocus(opener: HTMLElement | null, area: HTMLElement | null): void {
  const row = area?.closest<HTMLElement>("[role=row]") ?? area?.closest("li")?.querySelector<HTMLElement>("a, button");
  const isThere = opener !== null && opener.isConnected && opener !== document.body;
  (isThere ? opener : row)?.focus();
}
