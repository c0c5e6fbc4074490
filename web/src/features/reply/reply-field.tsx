import { useEffect, useId, useRef, useSyncExternalStore } from "react";
import type { KeyboardEvent, ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import type { ReplyTo } from "#ui/reply-slots.tsx";
import type { ReplyDesk } from "./reply-desk.ts";
import type { ReplyOutbox } from "./reply-outbox.ts";

/** As many characters as the portal takes (`replyInChat`). */
const longest = 4000;

interface ReplyFieldProps {
  readonly to: ReplyTo;
  readonly outbox: ReplyOutbox;
  readonly desk: ReplyDesk;
  readonly onClose: () => void;
}

/** Writes a short answer: Enter sends, Shift and Enter begins a line, Escape closes and keeps the text. */
export function ReplyField({ to, outbox, desk, onClose }: ReplyFieldProps): ReactElement {
  const { t } = useTopicText("reply");
  const field = useRef<HTMLTextAreaElement>(null);
  const problem = useId();
  const { drafts } = useSyncExternalStore(outbox.subscribe, outbox.get);
  const draft = drafts.get(to.room) ?? "";
  const excess = draft.trim().length - longest;
  useEffect(() => {
    if (desk.wantsFocus !== to.room) {
      return undefined;
    }
    // After a menu that it was chosen in has given its focus back.
    const timer = setTimeout(() => {
      desk.wantsFocus = null;
      field.current?.focus();
      field.current?.setSelectionRange(draft.length, draft.length);
    });
    return () => clearTimeout(timer);
  });
  const send = (): void => {
    if (draft.trim() === "" || excess > 0) {
      field.current?.focus();
      return;
    }
    outbox.submit(to, draft.trim());
    announce(t("reply.sending", { room: to.name }));
    onClose();
  };
  const handleKey = (event: KeyboardEvent): void => {
    // While a word is composed, keys are the input method's; 229 is its sign in browsers that say it late.
    if (event.nativeEvent.isComposing || event.keyCode === 229) {
      return;
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
    if (event.key === "Escape") {
      event.preventDefault();
      onClose();
    }
  };
  return (
    <form
      className="reply"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        className="input"
        rows={1}
        dir="auto"
        aria-label={t("reply.field", { room: to.name })}
        aria-invalid={excess > 0}
        aria-describedby={excess > 0 ? problem : undefined}
        value={draft}
        onChange={(event) => outbox.setDraft(to.room, event.target.value)}
        onKeyDown={handleKey}
      />
      <button type="submit" className="btn btn-primary">
        {t("reply.send")}
      </button>
      {excess > 0 ? (
        <output id={problem} className="reply-problem">
          {t("reply.tooLong", { count: excess })}
        </output>
      ) : null}
    </form>
  );
}
