import { useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import type { RefObject } from "react";
import type { TalkState } from "#matrix/model.ts";
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
  readonly toKey: (key: string, onShown: (line: HTMLElement) => void) => void;
}

/** Where the timeline is scrolled to: opens where the new messages begin or at the end, and stays with its reader. */
export function useLogScroll({ log, list, state, onNearTop, onNearEnd }: LogScrollOptions): ScrolledLog {
  const scroll = useRef<LogScroll | null>(null);
  const hasOpened = useRef(false);
  const awaited = useRef<{ readonly key: string; readonly onShown: (line: HTMLElement) => void } | null>(null);
  // Not before it has been looked at: what is not in sight is not read.
  const [isAtEnd, setAtEnd] = useState(false);
  const follow = useEffectEvent((): void => {
    const { current } = scroll;
    if (current === null) {
      return;
    }
    setAtEnd(current.isAtEnd);
    if (current.fromTop < nearPixels && state.older === "there") {
      onNearTop();
    }
    if (current.fromEnd < nearPixels && state.hasNewer) {
      onNearEnd();
    }
  });
  const settle = useEffectEvent((): void => {
    const { current } = scroll;
    const element = log.current;
    if (current === null || element === null) {
      return;
    }
    const line = awaited.current === null ? null : lineOf(element, awaited.current.key);
    if (line !== null) {
      const onShown = awaited.current?.onShown;
      awaited.current = null;
      current.toLine(line, 0.4);
      onShown?.(line);
    } else if (!hasOpened.current && state.entries.length > 0) {
      hasOpened.current = true;
      openAt(current, element);
    } else {
      current.settle();
    }
    follow();
  });
  useLayoutEffect(() => {
    scroll.current ??= log.current === null ? null : new LogScroll(log.current);
    settle();
  }, [log, state]);
  useEffect(() => {
    const element = log.current;
    const content = list.current;
    if (element === null || content === null) {
      return undefined;
    }
    const observer = new ResizeObserver(() => settle());
    observer.observe(element);
    observer.observe(content);
    const handleScroll = (): void => {
      scroll.current?.look();
      follow();
    };
    element.addEventListener("scroll", handleScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", handleScroll);
    };
  }, [log, list]);
  const toEnd = useCallback((): void => {
    scroll.current?.toEnd();
    setAtEnd(true);
  }, []);
  const toKey = useCallback(
    (key: string, onShown: (line: HTMLElement) => void): void => {
      const line = log.current === null ? null : lineOf(log.current, key);
      if (line === null) {
        awaited.current = { key, onShown };
        return;
      }
      scroll.current?.toLine(line, 0.4);
      onShown(line);
    },
    [log],
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

/** The line of a message, by its key or by the homeserver's id. */
function lineOf(log: HTMLElement, key: string): HTMLElement | null {
  const name = CSS.escape(key);
  return log.querySelector<HTMLElement>(`[data-id="${name}"], [data-key="${name}"]`);
}
