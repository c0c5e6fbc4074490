import type { WorkItem } from "@pforte/shared/contract/work";
import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { whyOpen, type StatusChange } from "./status-change.ts";

interface StatusNoteProps {
  readonly item: WorkItem;
  readonly change: StatusChange;
  readonly tool: string;
  readonly onAgain: () => void;
  readonly onDiscard: () => void;
  readonly onLoadNew: () => void;
}

/** Why the status that was chosen does not hold, in the row where it was chosen, with what the person can do. */
export function StatusNote(props: StatusNoteProps): ReactElement | null {
  const { item, change, tool, onAgain, onDiscard, onLoadNew } = props;
  const text = useTopicText("work");
  const { t } = text;
  const { title } = item;
  const { kind } = change.stand;
  if (kind === "saving") {
    return null;
  }
  return (
    <p className={kind === "overtaken" ? "w-note" : "w-note is-failed"}>
      <Icon name={kind === "overtaken" ? "warning" : "error"} size={16} />
      <span>
        {whyOpen(change, tool, text)}{" "}
        {kind === "overtaken" ? (
          <Act label={t("work.loadNew")} name={t("work.loadNewName", { title })} onAct={onLoadNew} />
        ) : null}
        {kind === "failed" ? (
          <Act label={t("work.tryAgain")} name={t("work.tryAgainName", { title })} onAct={onAgain} />
        ) : null}
        {kind === "overtaken" ? null : (
          <Act label={t("work.discard")} name={t("work.discardName", { title })} onAct={onDiscard} />
        )}
      </span>
    </p>
  );
}

function Act({ label, name, onAct }: { label: string; name: string; onAct: () => void }): ReactElement {
  return (
    <button type="button" className="linkbtn" aria-label={name} onClick={onAct}>
      {label}
    </button>
  );
}
