import { useEffect, useRef } from "react";
import { useLocation, useNavigationType } from "react-router";
import { viewTitleId } from "#ui/view-head.tsx";

/** After a change of view the focus is on its heading, which a screen reader then reads, and the view begins at its top. */
export function useViewFocus(): void {
  const { pathname, hash, key, state } = useLocation();
  const type = useNavigationType();
  const last = useRef({ pathname, key });
  useEffect(() => {
    const { pathname: before, key: keyBefore } = last.current;
    last.current = { pathname, key };
    if (key === keyBefore) {
      return;
    }
    const target = hash === "" ? null : document.getElementById(hash.slice(1));
    if (target !== null) {
      target.scrollIntoView();
      target.querySelector<HTMLElement>("a, button")?.focus({ preventScroll: true });
      return;
    }
    if (pathname === before) {
      return;
    }
    // Back and forward keep the place that the browser remembers.
    if (type !== "POP") {
      globalThis.scrollTo({ top: 0, behavior: "instant" });
    }
    if (!keepsFocus(state)) {
      document.getElementById(viewTitleId)?.focus({ preventScroll: true });
    }
  }, [pathname, hash, key, type, state]);
}

/** Whoever is typing goes on typing. */
function keepsFocus(state: unknown): boolean {
  return typeof state === "object" && state !== null && "keepsFocus" in state;
}
