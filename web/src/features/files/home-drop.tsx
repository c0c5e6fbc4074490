import type { Home } from "@pforte/shared/contract/home";
import { lazy, useState } from "react";
import type { DragEvent, ReactElement, ReactNode } from "react";
import { useSessionState } from "#api/portal-client.tsx";
import { LazyPart } from "#ui/lazy-part.tsx";

const loadUploads = () => import("./home-uploads.tsx");
const HomeUploads = lazy(async () => ({ default: (await loadUploads()).HomeUploads }));

/** Files that were dropped at once. */
export interface Dropped {
  readonly files: readonly File[];
  readonly hasFolders: boolean;
}

interface Dragging {
  /** How deep the pointer is in the area: each element within it says that it is entered and left. */
  readonly depth: number;
  readonly dropped: readonly Dropped[];
}

const still: Dragging = { depth: 0, dropped: [] };

/**
 * Takes files that are dropped on a part of the start page. What uploads them is loaded when files are first dragged
 * over it, so that the page does not pay for it; the view of all files has the same for every hand.
 */
export function HomeDrop({ home, children }: { home: Home; children: ReactNode }): ReactElement {
  const [{ depth, dropped }, setDragging] = useState(still);
  // What a person sends is theirs: a page whose session is over shows none of it, and takes nothing.
  const isLive = useSessionState().kind === "live";
  const isOver = depth > 0;
  const move = (by: number): void => {
    setDragging((before) => ({ ...before, depth: Math.max(0, before.depth + by) }));
  };
  const handleDrop = (event: DragEvent): void => {
    if (!holdsFiles(event)) {
      return;
    }
    event.preventDefault();
    // Read now: it is empty as soon as this has returned.
    const next = readFiles(event.dataTransfer);
    if (!isLive) {
      return;
    }
    setDragging((before) => ({ depth: 0, dropped: [...before.dropped, next] }));
  };
  return (
    <div
      className={isOver ? "home-drop is-over" : "home-drop"}
      onDragEnter={(event) => {
        if (holdsFiles(event)) {
          // Told by the drop that needs it, if it fails.
          void loadUploads().catch(() => undefined);
          move(1);
        }
      }}
      onDragLeave={(event) => {
        if (holdsFiles(event)) {
          move(-1);
        }
      }}
      onDragOver={(event) => {
        if (holdsFiles(event)) {
          event.preventDefault();
          event.dataTransfer.dropEffect = "copy";
        }
      }}
      onDrop={handleDrop}
    >
      {isLive && (isOver || dropped.length > 0) ? (
        <LazyPart onClose={() => setDragging(still)}>
          <HomeUploads home={home} isOver={isOver} dropped={dropped} />
        </LazyPart>
      ) : null}
      {children}
    </div>
  );
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer.types.includes("Files");
}

/** A folder is no file, though it comes as one. */
function readFiles({ items }: DataTransfer): Dropped {
  const all = Array.from(items).filter(({ kind }) => kind === "file");
  const isFolder = (item: DataTransferItem): boolean => item.webkitGetAsEntry()?.isDirectory === true;
  const files = all.flatMap((item) => (isFolder(item) ? [] : (item.getAsFile() ?? [])));
  return { files, hasFolders: all.some(isFolder) };
}
