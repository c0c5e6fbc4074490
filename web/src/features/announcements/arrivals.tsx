import { useEffect } from "react";
import type { ReactElement } from "react";
import { createPortal } from "react-dom";
import { useText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { Icon } from "#ui/icon.tsx";

/** Says that something new has come, over the page and not in it, and shows it when it is asked for. */
export function Arrivals({
  arrived,
  onShow,
}: {
  /** What they are about, the newest last. */
  arrived: readonly string[];
  onShow: () => void;
}): ReactElement | null {
  const { t } = useText();
  const newest = arrived.at(-1);
  const saying = newest === undefined ? null : t("announcement.new", { title: newest });
  useEffect(() => {
    if (saying !== null) {
      announce(saying);
    }
  }, [saying]);
  return saying === null
    ? null
    : createPortal(
        <button type="button" className="btn float arrivals" onClick={onShow}>
          <Icon name="info" size={18} />
          <span>{saying}</span>
        </button>,
        document.body,
      );
}
