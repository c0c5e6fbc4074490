import { useEffect, useRef, useSyncExternalStore } from "react";
import { usePortalClient } from "#api/portal-client.tsx";
import { announce } from "#ui/announcer.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import { uploadsOf } from "./page-uploads.ts";
import type { Upload } from "./upload.ts";
import type { UploadQueue } from "./upload-queue.ts";
import { failureText, folderName, problemText, type FilesText } from "./upload-texts.ts";

const none: readonly Upload[] = [];

/** The uploads of this page as they are now. */
export function useUploads(): readonly [uploads: readonly Upload[], queue: UploadQueue] {
  const queue = uploadsOf(usePortalClient());
  const uploads = useSyncExternalStore(queue.subscribe, queue.get, () => none);
  return [uploads, queue];
}

/** Says aloud what the eye sees happen to uploads: that they start, end, stop and need an answer; never how far they are. */
export function useUploadNews(uploads: readonly Upload[], toolOf: (source: string) => string): void {
  const text = useTopicText("files");
  const before = useRef<readonly Upload[]>(uploads);
  useEffect(() => {
    const known = new Map(before.current.map((upload) => [upload.id, upload]));
    before.current = uploads;
    const news = uploads.flatMap((upload) => {
      const old = known.get(upload.id);
      return old === undefined || old.state.kind === upload.state.kind ? [] : newsOf(upload, toolOf, text);
    });
    const added = uploads.filter(({ id }) => !known.has(id)).length;
    const said = added === 0 ? news : [text.t("upload.started", { count: added }), ...news];
    if (said.length > 0) {
      announce(said.join(" "));
    }
  }, [uploads, toolOf, text]);
}

function newsOf(upload: Upload, toolOf: (source: string) => string, text: FilesText): readonly string[] {
  const { t } = text;
  const { state, file } = upload;
  const tool = toolOf(upload.source);
  const folder = folderName(upload.folder, tool);
  switch (state.kind) {
    case "held_up":
      return [t("upload.heldUpSaid", { file: file.name })];
    case "stored":
      return [t("upload.storedSaid", { file: state.file.name, folder: folderName(state.file.place, tool) })];
    case "problem":
      return state.problem.state === "conflict"
        ? [`${t("upload.conflict", { file: file.name, folder })} ${t("upload.conflictAsk")}`]
        : [problemText(state.problem, upload, folder, tool, text)];
    case "failed":
      return [failureText(state.because, file.name, text)];
    case "queued":
    case "sending":
    case "finishing":
      return [];
  }
}
