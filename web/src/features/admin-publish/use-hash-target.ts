import { useEffect } from "react";
import { useLocation } from "react-router";

/** Leads to the heading that the address names (`#preview`), as soon as it is drawn and each time it is asked for. */
export function useHashTarget(isDrawn: boolean): void {
  const { hash, key } = useLocation();
  useEffect(() => {
    const heading = isDrawn && hash !== "" ? document.getElementById(hash.slice(1)) : null;
    if (heading !== null) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: "start" });
    }
  }, [isDrawn, hash, key]);
}
