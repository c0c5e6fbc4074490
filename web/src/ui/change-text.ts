import type { InboxChange, InboxItem, InboxReason } from "@pforte/shared/contract/inbox";
import type { Text } from "#i18n/text.ts";

/** A change in one line: who, and what they did. */
export interface ChangeLine {
  readonly actor: string | null;
  /** Follows the actor directly, with its own space or colon. */
  readonly line: string;
}

/** Reasons whose words say nothing that the text of the change does not. */
const plain: ReadonlySet<InboxReason> = new Set(["changed", "message", "watched", "other", "portal", "reminder"]);

/** Reasons whose text is what somebody said. */
const spoken: ReadonlySet<InboxReason> = new Set(["mentioned", "commented"]);

/** What a change says; a text of the tool is plain text and stays as it is. */
export function changeLine({ object }: InboxItem, { reason, actor, text }: InboxChange, { t }: Text): ChangeLine {
  if (actor === null) {
    return { actor, line: text ?? t(`reason.${reason}.alone`) };
  }
  if (text !== null && plain.has(reason)) {
    return { actor, line: `: ${text}` };
  }
  const deed = deedOf(object.kind, reason, t);
  return { actor, line: ` ${deed}${text === null ? "" : `${spoken.has(reason) ? ": " : " · "}${text}`}` };
}

function deedOf(kind: InboxItem["object"]["kind"], reason: InboxReason, t: Text["t"]): string {
  if (reason === "shared") {
    return kind === "file" || kind === "folder" ? t(`reason.shared.${kind}`) : t("reason.shared");
  }
  if (reason === "assigned") {
    return kind === "work_package" ? t("reason.assigned.work_package") : t("reason.assigned");
  }
  return t(`reason.${reason}`);
}
