import type { FileEntry } from "@pforte/shared/contract/files";
import { useMemo, useRef, useState } from "react";
import type { ReactElement } from "react";
import { GridList, ListLayout, Virtualizer, type Selection } from "react-aria-components";
import { actFailure } from "#i18n/act-failure.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { useSteadyList } from "#ui/use-steady-list.ts";
import { FileHeads } from "./file-heads.tsx";
import { FileRow, type FileActs, type RowNote } from "./file-row.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { useFavourites } from "./use-favourites.ts";

interface FileListProps {
  /** What this is a list of; another one begins anew. */
  readonly of: string;
  /** Whether the files are those of this list, and not yet to come. */
  readonly isReady: boolean;
  readonly label: string;
  readonly files: readonly FileEntry[];
  readonly toolOf: (source: string) => string;
}

const noNotes: ReadonlyMap<string, RowNote> = new Map();
const noteMilliseconds = 6000;

/** The rows of files: arrow keys, letters and the space bar work as in a list of files anywhere; only rows in sight are drawn. */
export function FileListView({ of, isReady, label, files, toolOf }: FileListProps): ReactElement {
  const { t } = useTopicText("files");
  const area = useRef<HTMLDivElement>(null);
  const { rows, waiting, show } = useSteadyList({ of, items: files, idOf, isReady, area });
  const [selected, setSelected] = useState<Selection>(new Set());
  const { notes, acts, setMany } = useFileActs((id) => {
    setSelected((before) => (before === "all" ? before : new Set([...before, id])));
  });
  const chosen = selected === "all" ? rows : rows.filter(({ id }) => selected.has(id));
  // The buttons that are pressed here go with what they did; the focus stays in the list.
  const focusRow = (which: string): void => area.current?.querySelector<HTMLElement>(which)?.focus();
  const handleShow = (): void => {
    show();
    setTimeout(() => focusRow("[role=row]"));
  };
  const handleClear = (): void => {
    focusRow("[role=row][aria-selected=true]");
    setSelected(new Set());
  };
  const layoutOptions = useMemo(() => ({ estimatedRowSize: 53 * rootScale() }), []);
  return (
    <div className={chosen.length > 0 ? "f-area is-selecting" : "f-area"} ref={area}>
      <FileHeads />
      {waiting > 0 ? (
        <div className="waiting">
          <button type="button" className="btn btn-sm float" onClick={handleShow}>
            {t("files.waiting", { count: waiting })}
          </button>
        </div>
      ) : null}
      <Virtualizer layout={ListLayout} layoutOptions={layoutOptions}>
        <GridList
          className="f-list"
          aria-label={label}
          items={rows}
          dependencies={[notes, acts, toolOf]}
          selectionMode="multiple"
          selectedKeys={selected}
          onSelectionChange={setSelected}
        >
          {(file) => <FileRow file={file} tool={toolOf(file.source)} note={notes.get(file.id) ?? null} acts={acts} />}
        </GridList>
      </Virtualizer>
      {chosen.length > 0 ? (
        <SelectionBar
          files={chosen}
          onSetFavourite={(isFavourite) => setMany(chosen, isFavourite)}
          onClear={handleClear}
        />
      ) : null}
    </div>
  );
}

function idOf({ id }: FileEntry): string {
  return id;
}

/** Rows are measured in the reader's own size of type. */
function rootScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

interface FileActsOfList {
  readonly notes: ReadonlyMap<string, RowNote>;
  readonly acts: FileActs;
  readonly setMany: (files: readonly FileEntry[], isFavourite: boolean) => void;
}

function useFileActs(onSelect: (id: string) => void): FileActsOfList {
  const text = useTopicText("files");
  const { t } = text;
  const setFavourites = useFavourites();
  const [notes, setNotes] = useState(noNotes);
  const note = (id: string, what: RowNote): void => {
    setNotes((before) => new Map(before).set(id, what));
    if (what.kind === "ok") {
      setTimeout(() => setNotes((now) => without(now, id, what)), noteMilliseconds);
    }
  };
  const keep = async (files: readonly FileEntry[], isFavourite: boolean, done: string): Promise<void> => {
    setNotes((before) => files.reduce((all, { id }) => without(all, id), before));
    const lost = await setFavourites(files, isFavourite);
    for (const { file, code } of lost) {
      const said = t("files.favouriteFailed", { file: file.name, ...actFailure(code, t) });
      note(file.id, { kind: "failed", text: said });
      announce(said);
    }
    if (lost.length === 0) {
      announce(done);
    }
  };
  const copy = async (file: FileEntry): Promise<void> => {
    try {
      await navigator.clipboard.writeText(file.href ?? "");
      note(file.id, { kind: "ok", text: t("files.copiedShort") });
      announce(t("files.copied", { file: file.name }));
    } catch {
      note(file.id, { kind: "failed", text: t("files.notCopied") });
      announce(t("files.notCopied"));
    }
  };
  return {
    notes,
    acts: {
      setFavourite: (file, isFavourite) => {
        const said = isFavourite ? "files.favouriteAdded" : "files.favouriteRemoved";
        void keep([file], isFavourite, t(said, { file: file.name }));
      },
      copyLink: (file) => void copy(file),
      select: ({ id }) => onSelect(id),
    },
    setMany: (files, isFavourite) => {
      const said = isFavourite ? "files.favouritesAdded" : "files.favouritesRemoved";
      void keep(files, isFavourite, t(said, { count: files.length }));
    },
  };
}

function without(notes: ReadonlyMap<string, RowNote>, id: string, only?: RowNote): ReadonlyMap<string, RowNote> {
  if (!notes.has(id) || (only !== undefined && notes.get(id) !== only)) {
    return notes;
  }
  const rest = new Map(notes);
  rest.delete(id);
  return rest;
}
