import { useEffect, useEffectEvent } from "react";
import { useSearchParams } from "react-router";

/** Goes to the message that the page's address names (`?message=…`), and takes it out of the address. */
export function useLinkedMessage(show: (id: string) => void): void {
  const [params, setParams] = useSearchParams();
  const id = params.get("message");
  const follow = useEffectEvent((message: string): void => {
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        after.delete("message");
        return after;
      },
      { replace: true },
    );
    show(message);
  });
  useEffect(() => {
    if (id !== null) {
      follow(id);
    }
  }, [id]);
}
