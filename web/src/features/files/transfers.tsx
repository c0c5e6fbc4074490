import { useEffect, useRef } from "react";
import type { ReactElement, ReactNode } from "react";
import { ProgressBar } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { FileThumb } from "#ui/file-thumb.tsx";
import { Icon } from "#ui/icon.tsx";
import { MidCut } from "#ui/mid-cut.tsx";
import { viewTitleId } from "#ui/view-head.tsx";
import { ConflictQuestion } from "./conflict-question.tsx";
import { kindOfFile } from "#ui/kind-of-file.ts";
import type { IfExists, Upload } from "./upload.ts";
import { failureText, folderName, percentOf, problemText, progressLine, type FilesText } from "./upload-texts.ts";
import { useUploadNews, useUploads } from "./use-uploads.ts";

/** What is on its way to a folder, what has arrived, and what needs an answer. Nothing where nothing is. */
export function Transfers({ toolOf }: { toolOf: (source: string) => string }): ReactElement | null {
  const { t } = useTopicText("files");
  const [uploads, queue] = useUploads();
  useUploadNews(uploads, toolOf);
  const asking = uploads.filter(isAsking);
  const answer = (id: string, ifExists: IfExists | "skip"): void => {
    if (ifExists === "skip") {
      queue.remove(id);
    } else {
      queue.again(id, ifExists);
    }
  };
  return uploads.length === 0 ? null : (
    <section className="transfers" aria-label={t("upload.label")}>
      <ul>
        {uploads.map((upload) => (
          <TransferItem key={upload.id} shape={isAsking(upload) ? "asking" : shapes[upload.state.kind]}>
            {isAsking(upload) ? (
              <ConflictQuestion
                upload={upload}
                tool={toolOf(upload.source)}
                isFirst={upload === asking[0]}
                others={asking.length - 1}
                onAnswer={(ifExists, isForAll) => {
                  for (const { id } of isForAll ? asking : [upload]) {
                    answer(id, ifExists);
                  }
                }}
              />
            ) : (
              <Transfer upload={upload} tool={toolOf(upload.source)} />
            )}
          </TransferItem>
        ))}
      </ul>
    </section>
  );
}

const shapes = {
  queued: "running",
  sending: "running",
  held_up: "running",
  finishing: "running",
  stored: "stored",
  problem: "stopped",
  failed: "stopped",
} as const satisfies Record<Upload["state"]["kind"], string>;

/** Keeps the focus where it was when a row becomes another, or goes: with the same file, else with the next one. */
function TransferItem({ shape, children }: { shape: string; children: ReactNode }): ReactElement {
  const item = useRef<HTMLLIElement>(null);
  const holdsFocus = useRef(false);
  useEffect(() => {
    if (holdsFocus.current && document.activeElement === document.body) {
      item.current?.querySelector("button")?.focus();
    }
  }, [shape]);
  useEffect(() => {
    const element = item.current;
    const listening = new AbortController();
    element?.addEventListener(
      "focusin",
      () => {
        holdsFocus.current = true;
      },
      listening,
    );
    element?.addEventListener(
      "focusout",
      ({ relatedTarget }) => {
        // Without a next one it is the row that has changed under the focus.
        holdsFocus.current = relatedTarget === null;
      },
      listening,
    );
    return () => {
      listening.abort();
      if (element?.contains(document.activeElement) === true || holdsFocus.current) {
        const beside = element?.nextElementSibling ?? element?.previousElementSibling;
        (beside?.querySelector("button") ?? document.getElementById(viewTitleId))?.focus();
      }
    };
  }, []);
  return <li ref={item}>{children}</li>;
}

function isAsking({ state }: Upload): boolean {
  return state.kind === "problem" && state.problem.state === "conflict";
}

function Transfer({ upload, tool }: { upload: Upload; tool: string }): ReactElement {
  switch (upload.state.kind) {
    case "queued":
    case "sending":
    case "held_up":
    case "finishing":
      return <Running upload={upload} tool={tool} />;
    case "stored":
      return <Stored upload={upload} tool={tool} />;
    case "problem":
    case "failed":
      return <Stopped upload={upload} tool={tool} />;
  }
}

function Running({ upload, tool }: { upload: Upload; tool: string }): ReactElement {
  const text = useTopicText("files");
  const { t } = text;
  const [, queue] = useUploads();
  const { name } = upload.file;
  const percent = percentOf(upload);
  const facts = [folderName(upload.folder, tool), ...progressLine(upload, text)];
  const handleCancel = (): void => {
    queue.remove(upload.id);
    announce(t("upload.cancelled", { file: name }));
  };
  return (
    <div className={upload.state.kind === "held_up" ? "transfer is-held-up" : "transfer"}>
      <FileThumb kind={kindOfFile(upload.file)} preview={null} />
      <p className="transfer-line">
        <b>
          <MidCut name={name} />
        </b>
        <span className="transfer-facts num">
          <span className="transfer-dot"> · </span>
          {facts.join(" · ")}
        </span>
      </p>
      <ProgressBar className="transfer-bar" aria-label={t("upload.uploading", { file: name })} value={percent}>
        {/* A width that changes all the time is set on the element, which the policy allows; no attribute holds it. */}
        <span className="bar">
          <span ref={(bar) => bar?.style.setProperty("inline-size", `${percent}%`)} />
        </span>
      </ProgressBar>
      <div className="transfer-acts">
        <button
          type="button"
          className="btn btn-quiet btn-sm"
          aria-label={t("upload.cancelName", { file: name })}
          onClick={handleCancel}
        >
          {t("upload.cancel")}
        </button>
      </div>
    </div>
  );
}

function Stored({ upload, tool }: { upload: Upload; tool: string }): ReactElement | null {
  const { t } = useTopicText("files");
  const [, queue] = useUploads();
  if (upload.state.kind !== "stored") {
    return null;
  }
  const { file } = upload.state;
  return (
    <div className="transfer is-done">
      <FileThumb kind={file.kind} preview={null} />
      <p className="transfer-line">
        {file.href === null ? (
          <b>
            <MidCut name={file.name} />
          </b>
        ) : (
          <a href={file.href} target="_blank" rel="noopener noreferrer">
            <MidCut name={file.name} />
          </a>
        )}
        <span className="transfer-facts">
          <Icon name="check" size={16} /> {t("upload.stored", { folder: folderName(file.place, tool) })}
        </span>
      </p>
      <div className="transfer-acts">
        <button
          type="button"
          className="ib"
          aria-label={t("upload.dismiss", { file: file.name })}
          onClick={() => queue.remove(upload.id)}
        >
          <Icon name="close" size={18} />
        </button>
      </div>
    </div>
  );
}

function Stopped({ upload, tool }: { upload: Upload; tool: string }): ReactElement {
  const text = useTopicText("files");
  const { t } = text;
  const [, queue] = useUploads();
  const { file } = upload;
  return (
    <div className="transfer is-stopped">
      <FileThumb kind={kindOfFile(file)} preview={null} />
      <p className="transfer-why">
        <Icon name="error" size={18} />
        <span>{whyStopped(upload, tool, text)}</span>
      </p>
      <div className="transfer-acts">
        {canTryAgain(upload) ? (
          <button type="button" className="btn btn-sm" onClick={() => queue.again(upload.id, "ask")}>
            {t("upload.again")}
          </button>
        ) : null}
        <button
          type="button"
          className="btn btn-quiet btn-sm"
          aria-label={t("upload.discardName", { file: file.name })}
          onClick={() => queue.remove(upload.id)}
        >
          {t("upload.discard")}
        </button>
      </div>
    </div>
  );
}

function whyStopped(upload: Upload, tool: string, text: FilesText): string {
  const { state, file } = upload;
  if (state.kind === "failed") {
    return failureText(state.because, file.name, text);
  }
  return state.kind === "problem" && state.problem.state !== "conflict"
    ? problemText(state.problem, upload, folderName(upload.folder, tool), tool, text)
    : "";
}

/** Another try can end differently: nothing speaks against the file itself. */
function canTryAgain({ state }: Upload): boolean {
  return state.kind === "failed"
    ? state.because !== "unreadable" && state.because !== "signed_out" && state.because !== "session_ended"
    : state.kind === "problem" && state.problem.state !== "too_large" && state.problem.state !== "name_refused";
}
