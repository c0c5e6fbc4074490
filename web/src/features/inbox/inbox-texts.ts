import { failureTexts } from "#i18n/failure-text.ts";
import type { Text, TextKey, TopicKey } from "#i18n/text.ts";
import type { SentAct } from "./act-outbox.ts";

export type InboxText = Text<TextKey | TopicKey<"inbox">>;

/** The heading above the items of a day. */
export function dayTitle(day: string, at: Date, now: Date, text: InboxText): string {
  const { t, calendarDay } = text;
  const days = Math.round((Date.parse(day) - Date.parse(calendarDay(now))) / 86_400_000);
  if (days === 0) {
    return t("inbox.today");
  }
  if (days === -1) {
    return t("inbox.yesterday");
  }
  if (days === 1) {
    return t("inbox.tomorrow");
  }
  return day.slice(0, 4) === calendarDay(now).slice(0, 4) ? text.day(at) : text.fullDay(at);
}

/** What became of an act that did not work, and what helps. */
export function failureOf({ request, failure }: SentAct, { t }: InboxText): string {
  const what = t(`inbox.failed.${request.act}`);
  if (failure === "overtaken" || failure === "refused") {
    return `${what} ${t(`inbox.${failure}`)}`;
  }
  const { text, remedy } = failureTexts[failure ?? "internal"];
  return `${what} ${t(text)} ${t(remedy)}`;
}
