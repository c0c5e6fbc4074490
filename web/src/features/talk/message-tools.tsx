import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import type { ChatMessageEntry } from "#matrix/model.ts";
import type { IconName } from "#ui/icon-names.ts";
import { Icon } from "#ui/icon.tsx";
import { useTalkContext } from "./talk-context.tsx";
import { actName } from "./talk-texts.ts";

/**
 * What can be done with a message. Readers of the screen find the buttons at each message; the tab key stops at those of the
 * message that has the focus alone, as two hundred messages would be six hundred stops.
 */
export function MessageTools({ entry, isCurrent }: { entry: ChatMessageEntry; isCurrent: boolean }): ReactElement {
  const { t } = useTopicText("talk");
  const { acts } = useTalkContext();
  return (
    <div className="msg-tools">
      <Tool
        entry={entry}
        isCurrent={isCurrent}
        icon="reply"
        act={t("talk.act.reply")}
        onPress={() => acts.reply(entry)}
      />
      <Tool
        entry={entry}
        isCurrent={isCurrent}
        icon="emoji"
        act={t("talk.act.react")}
        onPress={(from) => acts.open({ kind: "react", entry, from })}
      />
      <Tool
        entry={entry}
        isCurrent={isCurrent}
        icon="more"
        act={t("talk.act.more")}
        isMenu
        onPress={(from) => acts.open({ kind: "menu", entry, from })}
      />
    </div>
  );
}

interface ToolProps {
  readonly entry: ChatMessageEntry;
  readonly isCurrent: boolean;
  readonly icon: IconName;
  readonly act: string;
  readonly isMenu?: boolean;
  readonly onPress: (from: HTMLElement) => void;
}

function Tool({ entry, isCurrent, icon, act, isMenu = false, onPress }: ToolProps): ReactElement {
  const text = useTopicText("talk");
  return (
    <button
      type="button"
      className={isMenu ? "ib" : "ib msg-tool"}
      tabIndex={isCurrent ? 0 : -1}
      aria-label={actName(act, entry, text)}
      aria-haspopup={isMenu ? "menu" : undefined}
      onClick={({ currentTarget }) => onPress(currentTarget)}
    >
      <Icon name={icon} size={18} />
    </button>
  );
}
