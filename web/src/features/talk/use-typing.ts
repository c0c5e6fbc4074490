import { useEffect, useRef } from "react";
import type { Talk } from "#matrix/model.ts";

const repeatMilliseconds = 3000;

/** Tells the room that the person writes, as long as they do and want it told. */
export function useTyping(talk: Talk, isTold: boolean): (text: string) => void {
  const toldAt = useRef<number | null>(null);
  const tell = (isTyping: boolean): void => {
    if (isTyping ? isTold : toldAt.current !== null) {
      toldAt.current = isTyping ? Date.now() : null;
      talk.setTyping(isTyping);
    }
  };
  useEffect(
    () => () => {
      if (toldAt.current !== null) {
        toldAt.current = null;
        talk.setTyping(false);
      }
    },
    [talk],
  );
  return (text) => {
    if (text.trim() === "") {
      tell(false);
    } else if (toldAt.current === null || Date.now() - toldAt.current > repeatMilliseconds) {
      tell(true);
    }
  };
}
