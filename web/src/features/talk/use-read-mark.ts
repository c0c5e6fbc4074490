import { useEffect, useRef } from "react";
import type { Talk, TalkState } from "#matrix/model.ts";

/** Says that the newest message has been seen, once somebody is there and the end of the room is in sight. */
export function useReadMark(talk: Talk, state: TalkState, isSeen: boolean): void {
  const marked = useRef<string | null>(null);
  const newest = state.entries.findLast((entry) => entry.kind === "message" && entry.id !== null);
  const id = newest?.kind === "message" ? newest.id : null;
  useEffect(() => {
    if (isSeen && id !== null && marked.current !== id) {
      marked.current = id;
      talk.markRead(id);
    }
  }, [talk, id, isSeen]);
}
