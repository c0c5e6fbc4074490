import type { FileEntry } from "@pforte/shared/contract/files";
import type { ReactElement } from "react";
import { Checkbox, GridListItem, Link, ToggleButton } from "react-aria-components";
import { usePortalClient } from "#api/portal-client.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import { FileThumb } from "#ui/file-thumb.tsx";
import { Icon } from "#ui/icon.tsx";
import { MidCut } from "#ui/mid-cut.tsx";
import { VisuallyHidden } from "#ui/visually-hidden.tsx";
import { FileMenu } from "./file-menu.tsx";
import { factsOf, type FileFacts } from "./file-texts.ts";

/** What was just done with a file, said in its row. */
export interface RowNote {
  readonly kind: "ok" | "failed";
  readonly text: string;
}

export interface FileActs {
  readonly setFavourite: (file: FileEntry, isFavourite: boolean) => void;
  readonly copyLink: (file: FileEntry) => void;
  readonly select: (file: FileEntry) => void;
}

interface FileRowProps {
  readonly file: FileEntry;
  readonly tool: string;
  readonly note: RowNote | null;
  readonly acts: FileActs;
}

/** One file: its preview, its name and where it lies, who changed it when, how large it is, its star and its menu. */
export function FileRow({ file, tool, note, acts }: FileRowProps): ReactElement {
  const text = useTopicText("files");
  const { t } = text;
  const { now } = usePortalClient();
  const facts = factsOf(file, tool, now(), text);
  return (
    <GridListItem
      id={file.id}
      className="f-row"
      textValue={file.name}
      {...(file.href === null ? {} : { onAction: () => openInTab(file.href) })}
    >
      {({ isSelected }) => (
        <>
          <span className="f-lead">
            <FileThumb kind={file.kind} preview={file.preview} />
            <Checkbox slot="selection" className="f-check">
              <span className="check-box" />
            </Checkbox>
          </span>
          <div className="f-main">
            <FileName file={file} />
            <Meta facts={facts} note={note} />
          </div>
          <Place file={file} facts={facts} />
          <Cell className="f-who one" label={t("files.col.who")} value={facts.who} />
          <Cell className="f-when num" label={t("files.col.when")} value={facts.when} title={facts.fullWhen} />
          <Cell className="f-size num" label={t("files.col.size")} value={facts.size} />
          <div className="f-acts">
            <ToggleButton
              className="ib"
              aria-label={t("files.favouriteName", { file: file.name })}
              isSelected={file.isFavourite}
              onChange={(isFavourite) => acts.setFavourite(file, isFavourite)}
            >
              <Icon name="star" size={18} />
            </ToggleButton>
            <FileMenu
              file={file}
              isSelected={isSelected}
              onCopy={() => acts.copyLink(file)}
              onSelect={() => acts.select(file)}
            />
          </div>
        </>
      )}
    </GridListItem>
  );
}

function FileName({ file }: { file: FileEntry }): ReactElement {
  return file.href === null ? (
    <span className="f-name">
      <MidCut name={file.name} />
    </span>
  ) : (
    <Link className="f-name" href={file.href} target="_blank" rel="noopener noreferrer">
      <MidCut name={file.name} />
    </Link>
  );
}

/** The second line: in a narrow sheet all that the columns say in a wide one, or what was just done. */
function Meta({ facts, note }: { facts: FileFacts; note: RowNote | null }): ReactElement {
  return note === null ? (
    <span className="f-meta">
      {facts.who === "" ? null : <span className="one">{facts.who}</span>}
      {facts.who === "" ? null : " · "}
      <span className="num">{facts.when}</span>
      {facts.size === "" ? null : <span className="num f-meta-size">{` · ${facts.size}`}</span>}
    </span>
  ) : (
    <span className={note.kind === "ok" ? "f-note" : "f-note is-failed"}>
      <Icon name={note.kind === "ok" ? "check" : "error"} size={14} />
      <span>{note.text}</span>
    </span>
  );
}

function Place({ file, facts }: { file: FileEntry; facts: FileFacts }): ReactElement {
  const { t } = useTopicText("files");
  return (
    <span className="f-place">
      <VisuallyHidden>{`${t("files.col.place")}: `}</VisuallyHidden>
      {file.folderHref === null ? (
        <span className="one">{facts.place}</span>
      ) : (
        <Link className="one" href={file.folderHref} target="_blank" rel="noopener noreferrer">
          {facts.place}
        </Link>
      )}
    </span>
  );
}

/** A column of a wide sheet; the heading above it is for the eye, its name in the cell for the ear. */
function Cell(props: { className: string; label: string; value: string; title?: string }): ReactElement {
  return (
    <span className={props.className} title={props.title}>
      {props.value === "" ? null : <VisuallyHidden>{`${props.label}: `}</VisuallyHidden>}
      {props.value}
    </span>
  );
}

/** Without an opener, as each link that leaves the portal. */
function openInTab(href: string | null): void {
  if (href !== null) {
    globalThis.open(href, "_blank", "noopener,noreferrer");
  }
}
