import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import type { ChatMessageEntry, TalkState } from "#matrix/model.ts";
import { announce } from "#ui/announcer.tsx";
import { arrivals, newFailures } from "./arrivals.ts";
import { deliveryLine, personName, plainLine, type TalkText } from "./talk-texts.ts";

/** Messages that come within this time are read in one go. */
const gatherMilliseconds = 400;
const mostRead = 3;

/**
 * Reads new messages of others aloud while the end of the room is in sight and somebody is there, and counts them while it
 * is not. The log itself is silent: it would also read what was paged in, and one's own.
 */
export function useArrivals(state: TalkState, isWatching: boolean, isAtEnd: boolean): number {
  const text = useTopicText("talk");
  const before = useRef(state.entries);
  const wentOn = useRef(state.hasNewer);
  const heard = useRef<ChatMessageEntry[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [waiting, setWaiting] = useState(0);
  if (isAtEnd && waiting > 0) {
    setWaiting(0);
  }
  const compare = useEffectEvent((entries: TalkState["entries"]): void => {
    // What follows an older part of the room was there before; it is only read on.
    const come = wentOn.current ? [] : arrivals(before.current, entries);
    wentOn.current = state.hasNewer;
    const failed = newFailures(before.current, entries);
    before.current = entries;
    const [first] = failed;
    if (first?.delivery.kind === "failed") {
      announce(deliveryLine(first.delivery, first.body.kind === "file" || first.body.kind === "image", text));
    }
    if (!isAtEnd) {
      setWaiting((count) => count + come.length);
    } else if (isWatching && come.length > 0) {
      heard.current.push(...come);
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        announce(spoken(heard.current.splice(0), state.room.name, text));
      }, gatherMilliseconds);
    }
  });
  useEffect(() => compare(state.entries), [state.entries, state.hasNewer]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return isAtEnd ? 0 : waiting;
}

function spoken(entries: readonly ChatMessageEntry[], room: string, text: TalkText): string {
  return entries.length > mostRead
    ? text.t("talk.arrivedMany", { count: entries.length, room: personName(room) })
    : entries
        .map((entry) => text.t("talk.arrived", { sender: personName(entry.sender.name), text: plainLine(entry, text) }))
        .join(" ");
}
