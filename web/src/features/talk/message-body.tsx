import type { ReactElement, ReactNode } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import type { ChatMessageEntry, MessageBody as Body } from "#matrix/model.ts";
import { FormattedBody } from "#ui/formatted-body.tsx";
import { Icon } from "#ui/icon.tsx";
import { PlainBody } from "#ui/plain-body.tsx";
import { FileAttachment } from "./file-attachment.tsx";
import { Picture } from "./picture.tsx";
import { useTalkContext } from "./talk-context.tsx";
import { senderName } from "./talk-texts.ts";

/** What a message says, whatever it is. */
export function MessageBody({ entry }: { entry: ChatMessageEntry }): ReactNode {
  const { t } = useTopicText("talk");
  const { acts, members } = useTalkContext();
  const { body } = entry;
  switch (body.kind) {
    case "text":
      return <Said entry={entry} body={body} />;
    case "image":
      return body.preview === null ? (
        <FileAttachment {...body} type="image/*" />
      ) : (
        <Picture body={body} preview={body.preview} entry={entry} />
      );
    case "file":
      return <FileAttachment {...body} />;
    case "redacted":
      return <Instead icon="trash">{t("talk.redacted")}</Instead>;
    case "encrypted":
      return <Instead icon="lock">{t("talk.encrypted")}</Instead>;
    case "other":
      return body.text === null ? (
        <Instead icon="info">{t("talk.other")}</Instead>
      ) : (
        <div className="msg-body">
          <PlainBody text={body.text} account={acts.account} people={members} />
        </div>
      );
  }
}

function Said({ entry, body }: { entry: ChatMessageEntry; body: Extract<Body, { kind: "text" }> }): ReactElement {
  const text = useTopicText("talk");
  const { acts, members } = useTalkContext();
  return (
    <div className={body.tone === "plain" ? "msg-body" : `msg-body is-${body.tone}`}>
      {body.tone === "emote" ? <bdi className="msg-actor">{senderName(entry, text)} </bdi> : null}
      {body.html === null ? (
        <PlainBody text={body.text} account={acts.account} people={members} />
      ) : (
        <FormattedBody html={body.html} text={body.text} account={acts.account} />
      )}
      {entry.isEdited ? <span className="msg-edited">({text.t("talk.edited")})</span> : null}
    </div>
  );
}

function Instead({ icon, children }: { icon: "trash" | "lock" | "info"; children: string }): ReactElement {
  return (
    <p className="msg-body msg-instead">
      <Icon name={icon} size={16} />
      <span>{children}</span>
    </p>
  );
}
