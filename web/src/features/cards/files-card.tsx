import { cardRows } from "@pforte/shared/contract/cards";
import type { FileEntry } from "@pforte/shared/contract/files";
import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";
import { usePortalClient } from "#api/portal-client.tsx";
import { useText } from "#i18n/use-text.tsx";
import { At } from "#ui/at.tsx";
import { FileThumb } from "#ui/file-thumb.tsx";
import { MidCut } from "#ui/mid-cut.tsx";
import { Card } from "./card.tsx";
import { haveSpoken } from "./card-sources.tsx";

/** The newest files of the person, on the start page. */
export function FilesCard({ home }: { home: Home }): ReactElement {
  const { t } = useText();
  const { now } = usePortalClient();
  return (
    <Card
      home={home}
      kind={{
        name: "files",
        title: t("view.files"),
        to: "/files",
        mark: "sk-f",
        row: "row-file",
        isFed: false,
        empty: ["card.filesEmptyTitle", "card.filesEmpty"],
        count: () => null,
        hasSpoken: ({ sources }) => haveSpoken(sources),
        rows: ({ files }) =>
          files.length === 0 ? null : (
            <ul className="rows">
              {files.slice(0, cardRows.files).map((file) => (
                <FileRow key={file.id} file={file} now={now()} />
              ))}
            </ul>
          ),
      }}
    />
  );
}

function FileRow({ file, now }: { file: FileEntry; now: Date }): ReactElement {
  return (
    <li className="row row-file">
      {/* Drawn from the kind: previews would be a request per row. */}
      <FileThumb kind={file.kind} preview={null} />
      <div>
        {file.href === null ? (
          <span className="row-title">
            <MidCut name={file.name} />
          </span>
        ) : (
          <a className="row-title" href={file.href} target="_blank" rel="noopener noreferrer">
            <MidCut name={file.name} />
          </a>
        )}
        <p className="row-sub one">
          {file.changedBy === null ? null : `${file.changedBy} · `}
          <At at={new Date(file.changedAt)} now={now} />
        </p>
      </div>
    </li>
  );
}
