import type { EmbeddedTile } from "@pforte/shared/contract/embedded";
import { useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { viewTitleId } from "#ui/view-head.tsx";

/** A tool that has not answered after this long is said to be late; it may still come. */
const patienceMilliseconds = 8000;

/**
 * The sandboxed frame of a tool (S36). The page listens to nothing that the tool sends: there is no `message` listener, here
 * or anywhere else.
 */
export function ToolFrame({
  tile,
  patience = patienceMilliseconds,
}: {
  tile: EmbeddedTile;
  patience?: number;
}): ReactElement {
  const { t } = useTopicText("embedded");
  const [round, setRound] = useState(0);
  const [state, setState] = useState<"loading" | "late" | "there">("loading");
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => setState((now) => (now === "loading" ? "late" : now)), patience);
    return () => clearTimeout(timer);
  }, [patience, round]);
  const again = (): void => {
    setState("loading");
    setRound((before) => before + 1);
    frame.current?.focus();
  };
  return (
    <>
      <output className="tool-late">
        {state === "late" ? (
          <div className="notice notice-warn">
            <Icon name="warning" />
            <p>{t("embedded.late", { tool: tile.name })}</p>
            <div className="notice-acts">
              <button type="button" className="btn btn-sm" onClick={again}>
                {t("embedded.again")}
              </button>
            </div>
          </div>
        ) : null}
      </output>
      <iframe
        key={round}
        ref={frame}
        className="tool-frame"
        title={tile.name}
        src={tile.address}
        sandbox={tile.sandbox}
        allow={tile.allow}
        referrerPolicy="no-referrer"
        aria-busy={state !== "there"}
        onLoad={() => setState("there")}
      />
      {/* Whoever comes out of the frame with the keyboard finds the way back before the browser's own controls. */}
      <button
        type="button"
        className="skip tool-back"
        onClick={() => document.getElementById(viewTitleId)?.focus({ preventScroll: true })}
      >
        {t("embedded.back")}
      </button>
    </>
  );
}
