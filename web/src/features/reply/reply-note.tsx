import { useEffect, useRef } from "react";
import type { ReactElement } from "react";
import { actFailure } from "#i18n/act-failure.ts";
import type { Text, TextKey, TopicKey } from "#i18n/text.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { Icon } from "#ui/icon.tsx";
import { useKeptFocus } from "#ui/use-kept-focus.ts";
import type { ReplyOutbox, SentReply } from "./reply-outbox.ts";

/** What became of an answer: it can be taken back, it was sent, or it stays and says why. */
export function ReplyNote({
  reply,
  outbox,
  onUndone,
}: {
  reply: SentReply;
  outbox: ReplyOutbox;
  onUndone: () => void;
}): ReactElement {
  const text = useTopicText("reply");
  const { t } = text;
  const { state, to, request } = reply;
  const room = to.name;
  useSaid(reply, text);
  if (state === "failed") {
    return <FailedNote reply={reply} outbox={outbox} />;
  }
  return (
    <p className="reply-note">
      <Icon name={state === "sent" ? "check" : "send"} size={16} />
      <span className="one">{t(state === "sent" ? "reply.sent" : "reply.sending", { room })}</span>
      {state === "waiting" ? (
        <Undo
          room={room}
          onUndo={() => {
            outbox.undo(request.id);
            onUndone();
            announce(t("reply.undone"));
          }}
        />
      ) : null}
    </p>
  );
}

/** Goes by itself when its time is over. */
function Undo({ room, onUndo }: { room: string; onUndo: () => void }): ReactElement {
  const { t } = useTopicText("reply");
  const button = useKeptFocus<HTMLButtonElement>(focusRow);
  return (
    <button ref={button} type="button" className="linkbtn" aria-label={t("reply.undoOf", { room })} onClick={onUndo}>
      {t("reply.undo")}
    </button>
  );
}

/** The row below which something stands, or what leads to its room. */
function focusRow(part: HTMLElement): void {
  const row = part.closest<HTMLElement>("[role=row]") ?? part.closest("li")?.querySelector<HTMLElement>("a");
  row?.focus();
}

/** Says once what an answer has become; the row shows it by itself. */
function useSaid(reply: SentReply, text: Text<TextKey | TopicKey<"reply">>): void {
  const { state, to } = reply;
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) {
      return;
    }
    before.current = state;
    if (state === "sent") {
      announce(text.t("reply.sentTo", { room: to.name }));
    }
    if (state === "failed") {
      announce(`${text.t("reply.notSentTo", { room: to.name })} ${reasonOf(reply, text)}`);
    }
  }, [state, to, reply, text]);
}

/** Failures for which the tool itself is the way on. */
const elsewhere = new Set(["room_encrypted", "forbidden", "not_found", "source_sign_in_required"]);

function FailedNote({ reply, outbox }: { reply: SentReply; outbox: ReplyOutbox }): ReactElement {
  const text = useTopicText("reply");
  const { t } = text;
  const { to, request, failure } = reply;
  const room = to.name;
  const area = useKeptFocus<HTMLDivElement>(focusRow);
  return (
    <div ref={area} className="reply-failed">
      <Icon name="error" size={16} />
      <div>
        <p className="reply-text two" dir="auto">
          {t("reply.notSent", { text: request.text })}
        </p>
        <p>{reasonOf(reply, text)}</p>
        <div className="reply-acts">
          <button
            type="button"
            className="linkbtn"
            aria-label={t("reply.retryOf", { room })}
            onClick={() => {
              outbox.retry(request.id);
              announce(t("reply.sending", { room }));
            }}
          >
            {t("reply.retry")}
          </button>
          <button
            type="button"
            className="linkbtn"
            aria-label={t("reply.discardOf", { room })}
            onClick={() => {
              outbox.discard(request.id);
              announce(t("reply.discarded"));
            }}
          >
            {t("reply.discard")}
          </button>
          {elsewhere.has(failure ?? "") && to.href !== null ? (
            <a
              className="linkbtn"
              href={to.href}
              target="_blank"
              rel="noopener noreferrer"
              aria-label={t("reply.inElementOf", { room })}
            >
              {t("reply.inElement")}
            </a>
          ) : null}
        </div>
      </div>
    </div>
  );
}

function reasonOf({ failure, retryAt }: SentReply, text: Text<TextKey | TopicKey<"reply">>): string {
  const { t, time } = text;
  if (retryAt !== null) {
    return t("reply.throttled", { time: time(new Date(retryAt)) });
  }
  switch (failure) {
    case "forbidden":
      return t("reply.forbidden");
    case "not_found":
      return t("reply.gone");
    case "room_encrypted":
      return t("error.room_encrypted");
    case "source_sign_in_required":
      return t("reply.signIn");
    default: {
      const { text: what, remedy } = actFailure(failure ?? "internal", t);
      return `${what} ${remedy}`;
    }
  }
}
