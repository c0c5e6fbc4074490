import { useLayoutEffect, useState } from "react";
import type { Talk } from "#matrix/model.ts";
import { useChatHub } from "#matrix/use-chat.tsx";

/** Opens a room for as long as it is looked at; `null` before. */
export function useTalk(room: string): Talk | null {
  const hub = useChatHub();
  const [talk, setTalk] = useState<Talk | null>(null);
  // Before the first paint, so that the head of the room is there at once.
  useLayoutEffect(() => {
    const opened = hub.open(room);
    // oxlint-disable-next-line react/set-state-in-effect -- a room is opened by being shown, and closed when it is left
    setTalk(opened);
    return () => {
      setTalk(null);
      opened.close();
    };
  }, [hub, room]);
  return talk;
}
