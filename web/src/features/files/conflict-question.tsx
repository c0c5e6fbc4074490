import type { UploadProblem } from "@pforte/shared/contract/files";
import { useId, useState } from "react";
import type { ReactElement } from "react";
import { usePortalClient } from "#api/portal-client.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { byteSize } from "#ui/byte-size.ts";
import type { IfExists, Upload } from "./upload.ts";
import { dayAndTime, folderName, type FilesText } from "./upload-texts.ts";

interface ConflictQuestionProps {
  readonly upload: Upload;
  readonly tool: string;
  /** A view has one primary act at most. */
  readonly isFirst: boolean;
  /** How many other uploads ask the same. */
  readonly others: number;
  readonly onAnswer: (answer: Exclude<IfExists, "ask"> | "skip", isForAll: boolean) => void;
}

type Existing = Extract<UploadProblem, { state: "conflict" }>["existing"];

/** A file of this name is there already: both versions side by side, and what the person can do; the safe choice first. */
export function ConflictQuestion({ upload, tool, isFirst, others, onAnswer }: ConflictQuestionProps): ReactElement {
  const text = useTopicText("files");
  const { t } = text;
  const question = useId();
  const [isForAll, setForAll] = useState(false);
  const { state, file } = upload;
  const existing = state.kind === "problem" && state.problem.state === "conflict" ? state.problem.existing : null;
  const answers = [
    { answer: "keep_both", label: t("upload.keepBoth"), className: isFirst ? "btn btn-primary" : "btn" },
    { answer: "replace", label: t("upload.replace"), className: "btn" },
    { answer: "skip", label: t("upload.skip"), className: "btn btn-quiet" },
  ] as const;
  return (
    <fieldset className="conflict" aria-labelledby={question}>
      <p>
        <Icon name="warning" />
        <span id={question}>
          <b>{t("upload.conflict", { file: file.name, folder: folderName(upload.folder, tool) })}</b>{" "}
          {t("upload.conflictAsk")}
        </span>
      </p>
      <div className="versions">
        <TheirVersion existing={existing} />
        <OwnVersion file={file} existing={existing} />
      </div>
      {others > 0 ? (
        <label className="conflict-all">
          <input
            type="checkbox"
            className="check"
            checked={isForAll}
            onChange={(event) => setForAll(event.currentTarget.checked)}
          />
          <span>{t("upload.conflictEvery", { count: others })}</span>
        </label>
      ) : null}
      <div className="acts">
        {answers.map(({ answer, label, className }) => (
          <button key={answer} type="button" className={className} onClick={() => onAnswer(answer, isForAll)}>
            {label}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

function TheirVersion({ existing }: { existing: Existing }): ReactElement {
  const text = useTopicText("files");
  const { t } = text;
  const { now } = usePortalClient();
  return (
    <div className="version">
      <b>{t("upload.inFolder")}</b>
      {existing === null ? (
        <span>{t("upload.someVersion")}</span>
      ) : (
        <>
          <Facts at={new Date(existing.changedAt)} now={now()} size={existing.size} text={text} />
          {existing.changedBy === null ? null : <span>{t("upload.lastBy", { person: existing.changedBy })}</span>}
        </>
      )}
    </div>
  );
}

function OwnVersion({ file, existing }: { file: File; existing: Existing }): ReactElement {
  const text = useTopicText("files");
  const { now } = usePortalClient();
  return (
    <div className="version">
      <b>{text.t("upload.onDevice")}</b>
      <Facts at={new Date(file.lastModified)} now={now()} size={file.size} text={text} />
      {existing === null ? null : <span>{text.t(ageOf(file.lastModified, Date.parse(existing.changedAt)))}</span>}
    </div>
  );
}

function Facts({ at, now, size, text }: { at: Date; now: Date; size: number | null; text: FilesText }): ReactElement {
  return (
    <span className="num">
      <time dateTime={at.toISOString()}>{dayAndTime(at, now, text)}</time>
      {size === null ? null : ` · ${byteSize(size, text.language)}`}
    </span>
  );
}

/** Times of file systems agree to the second at best. */
function ageOf(own: number, theirs: number): "upload.older" | "upload.newer" | "upload.sameAge" {
  if (Math.abs(own - theirs) < 2000) {
    return "upload.sameAge";
  }
  return own < theirs ? "upload.older" : "upload.newer";
}
