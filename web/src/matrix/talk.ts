import { Answered } from "./answered.ts";
import type { Desk } from "./desk.ts";
import { fileToSend } from "./file-to-send.ts";
import { Members } from "./members.ts";
import type { Talk, TalkState } from "./model.ts";
import { textContent } from "./outgoing.ts";
import { ReadMarker } from "./read-marker.ts";
import { batched, createCell } from "./readable.ts";
import type { News } from "./room-book.ts";
import { createTalkActs } from "./talk-acts.ts";
import { firstState, isReadable, nextState, type TalkParts } from "./talk-view.ts";
import { Timeline } from "./timeline.ts";
import { TypingSignal } from "./typing-signal.ts";

/** A room that is looked at, as its hub keeps it. */
export interface OpenTalk extends Talk {
  /** Hears what an answer of the sync API brought. */
  hear(news: News): void;
  /** Something else of it has changed. */
  refresh(): void;
  /** The way to the homeserver is there again. */
  mend(): void;
}

/** With fewer than these there may be room for more on the screen. */
const fewEntries = 20;

/** Opens a room; `onClose` is told once when it is let go. */
export function openTalk(room: string, desk: Desk, onClose: () => void): OpenTalk {
  const closed = new AbortController();
  const { signal } = closed;
  const refresh = batched(() => {
    if (!signal.aborted) {
      state.set(nextState(parts, state.get()));
    }
  });
  const timeline = new Timeline(room, desk, signal, refresh);
  const parts: TalkParts = {
    room,
    desk,
    timeline,
    answered: new Answered(room, desk, signal, refresh),
    members: new Members(room, desk, signal, refresh),
  };
  const state = createCell<TalkState>(nextState(parts, firstState(parts)));
  const marker = new ReadMarker(room, desk, () => timeline.events);
  const typing = new TypingSignal(room, desk);
  const outbox = desk.outboxes.of(room);
  let isFilled = false;
  /** Once it is known what the room is: what else the first look needs. */
  const fill = (): void => {
    if (isFilled || desk.book.summary(room) === null || !isReadable(state.get().room)) {
      return;
    }
    isFilled = true;
    parts.members.load();
    if (state.get().entries.length < fewEntries) {
      void timeline.showOlder();
    }
  };
  fill();

  return {
    state,
    ...createTalkActs(room, desk, timeline),
    send: (message) => {
      typing.set(false);
      timeline.showNewest();
      outbox.add({ content: textContent(message), prepare: null });
    },
    sendFile: (file, caption) => {
      timeline.showNewest();
      outbox.add(fileToSend(file, caption, desk));
    },
    retry: (key) => outbox.retry(key),
    discard: (key) => outbox.discard(key),
    showOlder: () => void timeline.showOlder(),
    showNewer: () => void timeline.showNewer(),
    showNewest: () => timeline.showNewest(),
    showMessage: (id) => timeline.showMessage(id),
    markRead: (id) => marker.markRead(id),
    setTyping: (isTyping) => typing.set(isTyping),
    draft: { get: () => desk.drafts.get(room), set: (text) => desk.drafts.set(room, text) },
    close: () => {
      if (!signal.aborted) {
        typing.set(false);
        marker.stop();
        closed.abort();
        onClose();
      }
    },
    hear: ({ arrivals, touched }) => {
      const arrival = arrivals.get(room);
      if (arrival !== undefined) {
        timeline.arrive(arrival);
        parts.members.hear(arrival.batch.events);
        if (arrival.hasGap) {
          outbox.dropSent();
        }
      }
      if (touched.has(room)) {
        state.set(nextState(parts, state.get()));
        fill();
      }
    },
    refresh,
    mend: () => [timeline, parts.members].forEach((part) => part.mend()),
  };
}
