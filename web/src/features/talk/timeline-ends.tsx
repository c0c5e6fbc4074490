import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import type { TalkState } from "#matrix/model.ts";
import { Icon } from "#ui/icon.tsx";

/** What stands above the first message: where the conversation begins, or the way to what was before. Always one line high. */
export function TimelineStart({ state, onOlder }: { state: TalkState; onOlder: () => void }): ReactElement {
  const { t } = useTopicText("talk");
  const isEmpty = state.entries.length === 0;
  switch (state.older) {
    case "loading":
      return <p className="log-start">{t(isEmpty ? "talk.loading" : "talk.older.loading")}</p>;
    case "failed":
      return (
        <p className="log-start is-failed">
          <Icon name="warning" size={16} />
          <span>{t("talk.older.failed")}</span>
          <button type="button" className="linkbtn" onClick={onOlder}>
            {t("talk.older.again")}
          </button>
        </p>
      );
    case "there":
      return (
        <p className="log-start">
          <button type="button" className="linkbtn" onClick={onOlder}>
            {t("talk.older.show")}
          </button>
        </p>
      );
    case "none":
      return <p className="log-start">{t(isEmpty ? "talk.empty" : "talk.older.none")}</p>;
  }
}

interface TimelineEndProps {
  readonly waiting: number;
  /** Whether the newest message is out of sight. */
  readonly isAway: boolean;
  readonly note: string | null;
  readonly onEnd: () => void;
}

/** What floats over the end: the way to the newest messages, and what could not be done. */
export function TimelineEnd({ waiting, isAway, note, onEnd }: TimelineEndProps): ReactElement {
  const { t } = useTopicText("talk");
  return (
    <div className="log-end">
      {note === null ? null : (
        <p className="log-note float">
          <Icon name="warning" size={16} />
          <span>{note}</span>
        </p>
      )}
      {isAway ? (
        <button type="button" className="btn log-newest" onClick={onEnd}>
          <Icon name="arrow-down" size={18} />
          {waiting > 0 ? t("talk.waiting", { count: waiting }) : t("talk.toNewest")}
        </button>
      ) : null}
    </div>
  );
}
