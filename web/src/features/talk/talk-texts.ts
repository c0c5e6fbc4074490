import type { Text, TextKey, TopicKey } from "#i18n/text.ts";
import type { ChatMessageEntry, ChatNoticeEntry, Delivery } from "#matrix/model.ts";
import { ChatError } from "#matrix/model.ts";
import { honestText } from "#ui/honest-text.ts";

/** The texts of an open room. */
export type TalkText = Text<TextKey | TopicKey<"talk">>;

/** What a message says in one plain line, for names, quotes and announcements. */
export function plainLine({ body }: Pick<ChatMessageEntry, "body">, { t }: TalkText, length = 200): string {
  const name = (): string => ("name" in body ? honestText(body.name) : "");
  switch (body.kind) {
    case "text":
      return oneLine(body.text, length);
    case "image":
      return t("talk.image", { name: name() });
    case "file":
      return t("talk.file", { name: name() });
    case "redacted":
      return t("talk.redacted");
    case "encrypted":
      return t("talk.encrypted");
    case "other":
      return body.text === null ? t("talk.other") : oneLine(body.text, length);
  }
}

/** A text of somebody in one line of at most so many characters. */
export function oneLine(text: string, length: number): string {
  const line = honestText(text.slice(0, length * 4))
    .replaceAll(/\s+/gu, " ")
    .trim();
  const letters = Array.from(line.slice(0, length * 2));
  return letters.length > length ? `${letters.slice(0, length).join("")} …` : line;
}

/** Who wrote it, as a head says it. */
export function senderName({ isOwn, sender }: Pick<ChatMessageEntry, "isOwn" | "sender">, { t }: TalkText): string {
  return isOwn ? t("talk.you") : personName(sender.name);
}

/** A name as somebody gave it to themself: one line of honest letters. */
export function personName(name: string): string {
  return oneLine(name, 80);
}

/** A message among others, for the names of its acts: `Antworten: Deniz Aslan, 10:31`. */
export function actName(act: string, entry: ChatMessageEntry, text: TalkText): string {
  return text.t("talk.act.of", { act, sender: senderName(entry, text), time: text.time(new Date(entry.at)) });
}

/** What happened to the room. */
export function noticeLine({ what, actor, subject }: ChatNoticeEntry, { t }: TalkText): string {
  const names = {
    actor: personName(actor),
    subject: subject === null ? t("talk.notice.somebody") : personName(subject),
  };
  return what === "renamed" && subject === null ? t("talk.notice.unnamed", names) : t(`talk.notice.${what}`, names);
}

/** Why a message was not sent, and when it is tried again where it is. */
export function deliveryLine(
  { because, retryAt }: Extract<Delivery, { kind: "failed" }>,
  isFile: boolean,
  { t, time }: TalkText,
): string {
  if (retryAt !== null) {
    const at = { time: time(new Date(retryAt)) };
    return because === "throttled" ? t("talk.delivery.throttledUntil", at) : t("talk.delivery.retryAt", at);
  }
  return because === "too_large" && isFile ? t("talk.delivery.tooLargeFile") : t(`talk.delivery.${because}`);
}

/** Why an act was not done, and what helps. */
export function failureLine(error: unknown, { t, time }: TalkText): string {
  if (!(error instanceof ChatError)) {
    return t("talk.failure.other");
  }
  return error.because === "throttled" && error.retryAt !== null
    ? t("talk.failure.throttledUntil", { time: time(new Date(error.retryAt)) })
    : t(`talk.failure.${error.because}`);
}

/** Who is writing, in one line; nothing where nobody is. */
export function typingLine(names: readonly string[], { t }: TalkText): string {
  const [first, second, third] = names;
  if (first === undefined) {
    return "";
  }
  if (third !== undefined) {
    return t("talk.typing.many");
  }
  return second === undefined
    ? t("talk.typing.one", { name: personName(first) })
    : t("talk.typing.two", { name: personName(first), other: personName(second) });
}

/** The day over the messages of a day: `Heute, 23. November`. */
export function dayLine(at: Date, now: Date, text: TalkText): string {
  const then = text.calendarDay(at);
  const yesterday = new Date(Date.parse(`${text.calendarDay(now)}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  const withoutWeekday = text.language === "de" ? text.day(at).split(", ")[1] : text.day(at).replace(/^\S+ /u, "");
  const day = withoutWeekday ?? text.day(at);
  if (then === text.calendarDay(now)) {
    return text.t("talk.today", { day });
  }
  if (then === yesterday) {
    return text.t("talk.yesterday", { day });
  }
  return then.slice(0, 4) === text.calendarDay(now).slice(0, 4) ? text.day(at) : text.fullDay(at);
}
