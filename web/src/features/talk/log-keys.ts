import type { KeyboardEvent } from "react";

interface LogKeysOptions {
  readonly log: HTMLElement | null;
  readonly onLeave: () => void;
}

/**
 * Arrow keys go from message to message, beginning with the last one in sight; Escape goes back to the field. Page up, page
 * down, home and end scroll as everywhere, and the tab key goes into the message.
 */
export function moveInLog(event: KeyboardEvent<HTMLElement>, { log, onLeave }: LogKeysOptions): void {
  if (log === null || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  if (event.key === "Escape") {
    event.preventDefault();
    onLeave();
    return;
  }
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step === undefined) {
    return;
  }
  const messages = [...log.querySelectorAll<HTMLElement>(".msg")];
  const at = messages.findIndex((message) => message.contains(document.activeElement));
  const next = at === -1 ? lastInSight(messages, log) : messages[at + step];
  event.preventDefault();
  if (next === undefined) {
    // Past the first message there is only what the timeline shows above it; past the last one comes the field.
    if (step === 1) {
      onLeave();
    } else {
      log.scrollTop = 0;
    }
    return;
  }
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function lastInSight(messages: readonly HTMLElement[], log: HTMLElement): HTMLElement | undefined {
  const { bottom } = log.getBoundingClientRect();
  return messages.findLast((message) => message.getBoundingClientRect().top < bottom - 8);
}
