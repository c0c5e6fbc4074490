import { createContext, use, useEffect } from "react";

/** Names what a view shows just now, such as a room, in the title of the document; its own heading takes the place of the view's. */
export const ViewNameContext = createContext<(name: string | null) => void>(() => undefined);

/** Gives the view this name for as long as it is shown. */
export function useViewName(name: string | null): void {
  const setName = use(ViewNameContext);
  useEffect(() => {
    setName(name);
    return () => setName(null);
  }, [name, setName]);
}
