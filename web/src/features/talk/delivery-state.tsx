import type { ReactElement } from "react";
import { ProgressBar } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import type { ChatMessageEntry, Delivery } from "#matrix/model.ts";
import { useChatHub, useReadable } from "#matrix/use-chat.tsx";
import { Icon } from "#ui/icon.tsx";
import { useKeptFocus } from "#ui/use-kept-focus.ts";
import { useTalkContext } from "./talk-context.tsx";
import { deliveryLine, plainLine } from "./talk-texts.ts";

/** Where a message of the person stands, and what they can do about it. */
export function DeliveryState({ entry }: { entry: ChatMessageEntry }): ReactElement | null {
  const { t } = useTopicText("talk");
  const { delivery } = entry;
  switch (delivery.kind) {
    case "sent":
      return null;
    case "queued":
      return <Waiting>{t("talk.delivery.queued")}</Waiting>;
    case "sending":
      return delivery.progress === null ? <Sending /> : <Upload entry={entry} progress={delivery.progress} />;
    case "failed":
      return <Failed entry={entry} delivery={delivery} />;
  }
}

/** While the way to the homeserver is lost, it is that which a message waits for. */
function Sending(): ReactElement {
  const { t } = useTopicText("talk");
  const { kind } = useReadable(useChatHub().phase);
  return <Waiting>{t(kind === "live" ? "talk.delivery.sending" : "talk.delivery.offline")}</Waiting>;
}

function Waiting({ children }: { children: string }): ReactElement {
  return (
    <p className="msg-wait">
      <Icon name="time" size={16} />
      <span>{children}</span>
    </p>
  );
}

/** `progress` goes from 0 to 1. */
function Upload({ entry, progress }: { entry: ChatMessageEntry; progress: number }): ReactElement {
  const text = useTopicText("talk");
  const percent = Math.floor(Math.min(Math.max(progress, 0), 1) * 100);
  return (
    <ProgressBar
      className="msg-upload"
      value={percent}
      aria-label={text.t("talk.delivery.uploadOf", { name: plainLine(entry, text) })}
    >
      <span className="bar" aria-hidden="true">
        <span ref={(bar) => bar?.style.setProperty("inline-size", `${percent}%`)} />
      </span>
      <span className="num">{text.t("talk.delivery.uploading", { percent })}</span>
    </ProgressBar>
  );
}

function Failed({
  entry,
  delivery,
}: {
  entry: ChatMessageEntry;
  delivery: Extract<Delivery, { kind: "failed" }>;
}): ReactElement {
  const text = useTopicText("talk");
  const { t } = text;
  const { acts } = useTalkContext();
  const line = plainLine(entry, text, 60);
  const isFile = entry.body.kind === "file" || entry.body.kind === "image";
  const area = useKeptFocus<HTMLDivElement>(() => acts.focus(entry.key));
  return (
    <div ref={area} className={delivery.retryAt === null ? "msg-state" : "msg-state is-waiting"}>
      <Icon name={delivery.retryAt === null ? "error" : "time"} size={16} />
      <span>{deliveryLine(delivery, isFile, text)}</span>
      {delivery.because === "encrypted" || delivery.because === "gone" ? null : (
        <button
          type="button"
          className="linkbtn"
          aria-label={t("talk.delivery.againName", { text: line })}
          onClick={() => {
            acts.talk.retry(entry.key);
            acts.focus(entry.key);
          }}
        >
          {t("talk.delivery.again")}
        </button>
      )}
      <button
        type="button"
        className="linkbtn"
        aria-label={t("talk.delivery.discardName", { text: line })}
        onClick={() => {
          acts.talk.discard(entry.key);
          acts.focus("");
        }}
      >
        {t("talk.delivery.discard")}
      </button>
    </div>
  );
}
