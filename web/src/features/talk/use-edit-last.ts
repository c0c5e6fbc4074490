import { useEffect, useEffectEvent, useRef } from "react";
import type { ChatMessageEntry, TimelineEntry } from "#matrix/model.ts";

/** How long a message that is just being sent is waited for. */
const patienceMilliseconds = 5000;

interface EditLastOptions {
  readonly entries: readonly TimelineEntry[];
  /** Whether nothing else was begun in the meantime. */
  readonly isIdle: () => boolean;
  readonly onEdit: (entry: ChatMessageEntry) => void;
}

/** Edits the person's last message; one that the homeserver has only just got as soon as it can be edited, and no earlier one. */
export function useEditLast({ entries, isIdle, onEdit }: EditLastOptions): () => void {
  const awaited = useRef<{ readonly key: string; readonly until: number } | null>(null);
  const look = useEffectEvent((): void => {
    const wanted = awaited.current;
    if (wanted === null) {
      return;
    }
    const entry = entries.find(({ key }) => key === wanted.key);
    if (performance.now() > wanted.until || !isIdle()) {
      awaited.current = null;
    } else if (entry?.kind === "message" && entry.canEdit) {
      awaited.current = null;
      onEdit(entry);
    }
  });
  useEffect(() => look(), [entries]);
  return () => {
    const last = entries.findLast(isOwnText);
    if (last?.canEdit === true) {
      onEdit(last);
    } else if (last !== undefined && last.delivery.kind !== "failed") {
      awaited.current = { key: last.key, until: performance.now() + patienceMilliseconds };
    }
  };
}

function isOwnText(entry: TimelineEntry): entry is ChatMessageEntry {
  return entry.kind === "message" && entry.isOwn && entry.body.kind === "text";
}
