import { useEffect, useRef } from "react";
import type { ReactElement, ReactNode, RefObject } from "react";
import { DropZone, isDirectoryDropItem, isFileDropItem, Text, type DropItem } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";

interface FileDropZoneProps {
  /** Where files go, as the person reads it; `null` where nothing takes any. */
  readonly folder: string | null;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onFolders: () => void;
  readonly children: ReactNode;
}

/** Takes files that are dropped anywhere on the view, or pasted; React Aria says so to those who do not see it. */
export function FileDropZone({ folder, onFiles, onFolders, children }: FileDropZoneProps): ReactElement {
  const { t } = useTopicText("files");
  const take = async (items: readonly DropItem[]): Promise<void> => {
    const files = await Promise.all(items.filter(isFileDropItem).map(async (item) => item.getFile()));
    if (files.length > 0) {
      onFiles(files);
    }
    if (items.some(isDirectoryDropItem)) {
      onFolders();
    }
  };
  usePastedFiles(folder === null ? null : onFiles);
  const holdsFiles = useDraggedFiles();
  return folder === null ? (
    <div className="f-drop">{children}</div>
  ) : (
    <DropZone
      className="f-drop"
      getDropOperation={() => (holdsFiles.current ? "copy" : "cancel")}
      onDrop={({ items }) => void take(items)}
    >
      <Text slot="label" className="vh">
        {t("upload.dropZone")}
      </Text>
      {children}
      <div className="f-drop-hint" aria-hidden="true">
        <span className="float">
          <Icon name="upload" />
          {t("upload.dropHere", { folder })}
        </span>
      </div>
    </DropZone>
  );
}

/** Files from the clipboard go where dropped ones go, wherever the focus is, but in a field. */
function usePastedFiles(onFiles: ((files: readonly File[]) => void) | null): void {
  useEffect(() => {
    if (onFiles === null) {
      return undefined;
    }
    const handlePaste = (event: ClipboardEvent): void => {
      const files = Array.from(event.clipboardData?.files ?? []);
      const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if (files.length > 0 && !isTyping) {
        event.preventDefault();
        // The zone's own button would take some of them again, and leaves out what has no place on a disk.
        event.stopPropagation();
        onFiles(files);
      }
    };
    document.addEventListener("paste", handlePaste, { capture: true });
    return () => document.removeEventListener("paste", handlePaste, { capture: true });
  }, [onFiles]);
}

/**
 * Whether what is dragged over the page holds files; a link or a marked text is nothing to upload. A file that is dropped
 * beside the zone would replace the page, so that it is refused there.
 */
function useDraggedFiles(): RefObject<boolean> {
  const holdsFiles = useRef(false);
  useEffect(() => {
    const { signal, abort } = stopper();
    const look = ({ dataTransfer }: DragEvent): void => {
      holdsFiles.current = dataTransfer?.types.includes("Files") === true;
    };
    const refuse = (event: DragEvent): void => {
      if (!event.defaultPrevented && holdsFiles.current && event.dataTransfer !== null) {
        event.preventDefault();
        event.dataTransfer.dropEffect = "none";
      }
    };
    window.addEventListener("dragenter", look, { signal, capture: true });
    window.addEventListener("dragover", refuse, { signal });
    window.addEventListener("drop", refuse, { signal });
    return abort;
  }, []);
  return holdsFiles;
}

function stopper(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
