import { useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import type { RefObject } from "react";
import type { TalkState } from "#matrix/model.ts";
import { AwaitedLine, lineOf, type OnShown } from "./awaited-line.ts";
import { LogScroll } from "./log-scroll.ts";

/** How near to an end of the window the next part of the timeline is asked for. */
const nearPixels = 600;

interface LogScrollOptions {
  readonly log: RefObject<HTMLElement | null>;
  readonly list: RefObject<HTMLElement | null>;
  readonly state: TalkState;
  readonly onNearTop: () => void;
  readonly onNearEnd: () => void;
}

export interface ScrolledLog {
  /** Whether the newest message is in sight. */
  readonly isAtEnd: boolean;
  readonly toEnd: () => void;
  /** Brings a line into sight as soon as it is there. */
  readonly toKey: (key: string, onShown: OnShown) => void;
}

/** Where the timeline is scrolled to: opens where the new messages begin or at the end, and stays with its reader. */
export function useLogScroll({ log, list, state, onNearTop, onNearEnd }: LogScrollOptions): ScrolledLog {
  const scroll = useRef<LogScroll | null>(null);
  const hasOpened = useRef(false);
  const wentOn = useRef(false);
  const [awaited] = useState(() => new AwaitedLine());
  // Not before it has been looked at: what is not in sight is not read.
  const [isAtEnd, setAtEnd] = useState(false);
  const follow = useEffectEvent((current: LogScroll): void => {
    setAtEnd(current.isAtEnd);
    if (current.fromTop < nearPixels && state.older === "there") {
      onNearTop();
    }
    if (current.fromEnd < nearPixels && state.hasNewer) {
      onNearEnd();
    }
  });
  const settle = useEffectEvent((current: LogScroll, element: HTMLElement): void => {
    const shown = awaited.take(element);
    if (shown !== null) {
      hasOpened.current = true;
      current.toLine(shown.line, 0.4);
      shown.onShown(shown.line);
    } else if (!hasOpened.current && state.entries.length > 0) {
      hasOpened.current = true;
      openAt(current, element);
      current.arrive();
    } else {
      current.settle(wentOn.current);
    }
    wentOn.current = state.hasNewer;
    if (!state.hasNewer) {
      current.arrive();
    }
    follow(current);
  });
  useLayoutEffect(() => {
    if (log.current !== null) {
      scroll.current ??= new LogScroll(log.current);
      settle(scroll.current, log.current);
    }
  }, [log, state]);
  useEffect(() => {
    const element = log.current;
    const content = list.current;
    const { current } = scroll;
    if (element === null || content === null || current === null) {
      return undefined;
    }
    const observer = new ResizeObserver(() => settle(current, element));
    observer.observe(element);
    observer.observe(content);
    const handleScroll = (): void => {
      current.look();
      follow(current);
    };
    element.addEventListener("scroll", handleScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", handleScroll);
    };
  }, [log, list]);
  const toEnd = useCallback((): void => scroll.current?.toEnd(), []);
  const toKey = useCallback(
    (key: string, onShown: OnShown): void => {
      const line = log.current === null ? null : lineOf(log.current, key);
      if (line === null) {
        awaited.wait(key, onShown);
        return;
      }
      scroll.current?.toLine(line, 0.4);
      onShown(line);
    },
    [log, awaited],
  );
  return { isAtEnd, toEnd, toKey };
}

function openAt(scroll: LogScroll, log: HTMLElement): void {
  const separator = log.querySelector(".sep-new");
  scroll.toEnd();
  if (separator !== null && separator.getBoundingClientRect().top < log.getBoundingClientRect().top) {
    scroll.toLine(separator, 0.05);
  }
}
