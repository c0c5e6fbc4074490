import { useCallback, useMemo, useRef, useState } from "react";
import type { FocusEvent, ReactElement, ReactNode, Ref } from "react";
import { useImperativeHandle } from "react";
import { usePortalClient } from "#api/portal-client.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import type { TalkState } from "#matrix/model.ts";
import { moveInLog } from "./log-keys.ts";
import { MessageRow } from "./message-row.tsx";
import { useTalkContext } from "./talk-context.tsx";
import { dayLine, noticeLine, personName } from "./talk-texts.ts";
import { TimelineEnd, TimelineStart } from "./timeline-ends.tsx";
import { timelineRows, whereNewBegins, type TimelineRow } from "./timeline-rows.ts";
import { useArrivals } from "./use-arrivals.ts";
import { useLogScroll } from "./use-log-scroll.ts";
import { usePresence } from "./use-presence.ts";
import { useReadMark } from "./use-read-mark.ts";

/** What the pane can ask of its timeline. */
export interface TimelineHandle {
  readonly toEnd: () => void;
  /** Brings a message into sight, by its key or id, gives it the focus and marks it where it is asked to. */
  readonly focus: (key: string, isMarked: boolean) => void;
}

interface TimelineProps {
  readonly state: TalkState;
  readonly note: string | null;
  readonly handle: Ref<TimelineHandle>;
  /** Leaves the messages for the field below. */
  readonly onLeave: () => void;
}

const markMilliseconds = 3000;

/** What was said in a room, as far as the window shows it. */
export function Timeline({ state, note, handle, onLeave }: TimelineProps): ReactElement {
  const { t } = useTopicText("talk");
  const { acts } = useTalkContext();
  const { talk } = acts;
  const log = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const [marked, setMarked] = useState<string | null>(null);
  const rows = useRows(state);
  const isPresent = usePresence();
  const { isAtEnd, toEnd, toKey } = useLogScroll({
    log,
    list,
    state,
    onNearTop: talk.showOlder.bind(talk),
    onNearEnd: talk.showNewer.bind(talk),
  });
  const isSeen = isAtEnd && !state.hasNewer;
  const waiting = useArrivals(state, isPresent, isSeen);
  useReadMark(talk, state, isSeen && isPresent);
  const focus = useCallback(
    (key: string, isMarked: boolean) =>
      toKey(key, (line) => {
        line.focus({ preventScroll: true });
        if (isMarked) {
          const name = line.dataset["key"] ?? null;
          setMarked(name);
          setTimeout(() => setMarked((now) => (now === name ? null : now)), markMilliseconds);
        }
      }),
    [toKey],
  );
  useImperativeHandle(handle, () => ({ toEnd, focus }), [toEnd, focus]);
  const handleFocus = ({ target }: FocusEvent<HTMLElement>): void =>
    setCurrent(target.closest<HTMLElement>(".msg")?.dataset["key"] ?? null);
  return (
    <div className="log-area">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its keys go from message to message */}
      <div
        ref={log}
        className="log"
        role="log"
        // Read by `useArrivals`, which knows what is new to the reader and what only to the page.
        aria-live="off"
        aria-busy={state.older === "loading"}
        aria-label={t("talk.log", { room: personName(state.room.name) })}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by the keyboard
        tabIndex={0}
        onFocus={handleFocus}
        onKeyDown={(event) => moveInLog(event, { log: log.current, onLeave })}
      >
        <TimelineStart
          state={state}
          onOlder={() => {
            // The button gives way to a line; the keyboard stays in the log.
            log.current?.focus({ preventScroll: true });
            talk.showOlder();
          }}
        />
        <ol ref={list} className="log-in">
          {rows.map((row) => (
            <Row key={row.key} row={row} isCurrent={current === row.key} isMarked={marked === row.key} />
          ))}
        </ol>
      </div>
      <TimelineEnd
        waiting={waiting}
        isAway={!isSeen}
        note={note}
        onEnd={() => {
          if (state.hasNewer) {
            talk.showNewest();
          }
          toEnd();
          onLeave();
        }}
      />
    </div>
  );
}

/** The lines of the window. Where the new ones begin is settled when the room is opened, and stays. */
function useRows(state: TalkState): readonly TimelineRow[] {
  const { calendarDay } = useTopicText("talk");
  const [newAfter, setNewAfter] = useState<{ readonly id: string | null } | null>(null);
  if (newAfter === null && state.entries.length > 0) {
    setNewAfter({ id: whereNewBegins(state.entries, state.readUpTo) });
  }
  return useMemo(
    () => timelineRows(state.entries, { newAfter: newAfter?.id ?? null, dayOf: calendarDay }),
    [state.entries, newAfter, calendarDay],
  );
}

function Row({ row, isCurrent, isMarked }: { row: TimelineRow; isCurrent: boolean; isMarked: boolean }): ReactNode {
  const text = useTopicText("talk");
  const { now } = usePortalClient();
  switch (row.kind) {
    case "message":
      return <MessageRow entry={row.entry} isFollowUp={row.isFollowUp} isCurrent={isCurrent} isMarked={isMarked} />;
    case "day": {
      const at = new Date(row.at);
      return (
        <li className="sep">
          <time dateTime={text.calendarDay(at)}>{dayLine(at, now(), text)}</time>
        </li>
      );
    }
    case "new":
      return <li className="sep sep-new">{text.t("talk.new")}</li>;
    case "notice":
      return (
        <li className="msg-notice" data-key={row.key}>
          <span dir="auto">{noticeLine(row.entry, text)}</span>{" "}
          <time dateTime={new Date(row.entry.at).toISOString()} title={text.fullTime(new Date(row.entry.at))}>
            {text.time(new Date(row.entry.at))}
          </time>
        </li>
      );
  }
}
