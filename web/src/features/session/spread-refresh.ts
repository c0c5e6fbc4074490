/** What says whether this page is looked at; `document` does. */
export interface Looked extends Pick<EventTarget, "addEventListener" | "removeEventListener"> {
  readonly visibilityState: DocumentVisibilityState;
}

/** A thousand pages hear of a publication in the same moment; each reads at a moment of its own within this time. */
const spreadMilliseconds = 1200;

export interface SpreadRefresh {
  /** Something has changed for everybody. */
  ask(): void;
  stop(): void;
}

/** Reads anew, once for all that was asked meanwhile: soon while the page is looked at, else when it is looked at again. */
export function spreadRefresh(
  refresh: () => void,
  { looked = document, random = Math.random }: { readonly looked?: Looked; readonly random?: () => number } = {},
): SpreadRefresh {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsked = false;
  const run = (): void => {
    timer = undefined;
    isAsked = false;
    refresh();
  };
  const handleVisibility = (): void => {
    if (looked.visibilityState === "visible" && isAsked && timer === undefined) {
      run();
    }
  };
  looked.addEventListener("visibilitychange", handleVisibility);
  return {
    ask: () => {
      isAsked = true;
      if (looked.visibilityState === "visible") {
        timer ??= setTimeout(run, random() * spreadMilliseconds);
      }
    },
    stop: () => {
      clearTimeout(timer);
      looked.removeEventListener("visibilitychange", handleVisibility);
    },
  };
}
