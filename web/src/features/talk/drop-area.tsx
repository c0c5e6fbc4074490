import type { DragEvent, ReactElement, ReactNode } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { personName } from "./talk-texts.ts";
import { bringsFiles, droppedFiles } from "./transferred-files.ts";

interface DropAreaProps {
  readonly room: string;
  readonly isOver: boolean;
  readonly onOver: (isOver: boolean) => void;
  readonly onFiles: (files: readonly File[]) => void;
  readonly children: ReactNode;
}

/** All of the room takes files that are dropped; the button and the paste do the same for whoever does not drag. */
export function DropArea({ room, isOver, onOver, onFiles, children }: DropAreaProps): ReactElement {
  const { t } = useTopicText("talk");
  const handle = (event: DragEvent, what: "over" | "leave" | "drop"): void => {
    if (!bringsFiles(event.dataTransfer)) {
      return;
    }
    event.preventDefault();
    const isInside = event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
    onOver(what === "over" || (what === "leave" && isInside));
    if (what === "drop") {
      onFiles(droppedFiles(event.dataTransfer));
    }
  };
  return (
    <div
      className="talk-body"
      onDragEnter={(event) => handle(event, "over")}
      onDragOver={(event) => handle(event, "over")}
      onDragLeave={(event) => handle(event, "leave")}
      onDrop={(event) => handle(event, "drop")}
    >
      {children}
      {isOver ? (
        <div className="talk-drop">
          <span>
            <Icon name="upload" />
            {t("talk.compose.drop", { room: personName(room) })}
          </span>
        </div>
      ) : null}
    </div>
  );
}
