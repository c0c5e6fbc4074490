import type { UploadProblem } from "@pforte/shared/contract/files";
import { actFailure } from "#i18n/act-failure.ts";
import type { Text, TextKey, TopicKey } from "#i18n/text.ts";
import { byteProgress, byteSize } from "#ui/byte-size.ts";
import { secondsLeft } from "./time-left.ts";
import type { Upload, UploadFailure, UploadState } from "./upload.ts";

/** The texts of the view. */
export type FilesText = Text<TextKey | TopicKey<"files">>;

/** What stands behind the name of a file on its way: how much has left, and how long it takes. */
export function progressLine({ state, file }: Upload, { t, language }: FilesText): readonly string[] {
  switch (state.kind) {
    case "queued":
      return [byteSize(file.size, language), t("upload.queued")];
    case "sending":
      return [sentOf(state.sent, file.size, t, language), ...timeLeft(state, file.size, t)];
    case "held_up":
      return [sentOf(state.sent, file.size, t, language), t("upload.heldUp")];
    case "finishing":
      return [byteSize(file.size, language), t("upload.finishing")];
    case "stored":
    case "problem":
    case "failed":
      return [];
  }
}

function sentOf(sent: number, size: number, t: FilesText["t"], language: FilesText["language"]): string {
  return byteProgress(sent, size, language, (part, whole) => t("upload.progress", { sent: part, size: whole }));
}

function timeLeft(
  { samples }: Extract<UploadState, { kind: "sending" }>,
  size: number,
  t: FilesText["t"],
): readonly string[] {
  const seconds = secondsLeft(samples, size);
  if (seconds === null) {
    return [];
  }
  if (seconds < 2) {
    return [t("upload.almost")];
  }
  if (seconds < 60) {
    return [t("upload.leftSeconds", { count: seconds })];
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 60
    ? [t("upload.leftMinutes", { count: minutes })]
    : [t("upload.leftHours", { count: Math.round(minutes / 60) })];
}

/** How far an upload is, from 0 to 100. */
export function percentOf({ state, file }: Upload): number {
  switch (state.kind) {
    case "sending":
    case "held_up":
      return file.size === 0 ? 0 : Math.floor((state.sent / file.size) * 100);
    case "finishing":
    case "stored":
      return 100;
    case "queued":
    case "problem":
    case "failed":
      return 0;
  }
}

type Stop = Exclude<UploadProblem, { state: "conflict" }>;

/** Why an upload cannot go on, and what helps. */
export function problemText(problem: Stop, upload: Upload, folder: string, tool: string, text: FilesText): string {
  const { t, language } = text;
  const file = upload.file.name;
  switch (problem.state) {
    case "too_large":
      return t("upload.tooLarge", {
        file,
        over: byteSize(Math.max(upload.file.size - problem.limit, 1), language),
        limit: byteSize(problem.limit, language),
      });
    case "quota":
      return problem.free === null
        ? t("upload.quota", { file })
        : t("upload.quotaFree", { file, free: byteSize(problem.free, language) });
    case "forbidden":
      return t("upload.forbidden", { file, folder });
    case "locked":
      return t("upload.locked", { file, folder });
    case "folder_missing":
      return t("upload.folderMissing", { file, folder, tool });
    case "name_refused":
      return t("upload.nameRefused", { file, tool });
  }
}

/** Why an upload was not finished although nothing at the tool speaks against it. */
export function failureText(because: UploadFailure, file: string, { t }: FilesText): string {
  if (because === "unreadable") {
    return t("upload.unreadable", { file });
  }
  return t("upload.failed", { file, ...actFailure(because, t) });
}

/** The folder as the person reads it; at the top it is the tool. */
export function folderName(folder: string, tool: string): string {
  return folder === "" ? tool : folder;
}

/** `heute, 10:12 Uhr`, else the whole day. */
export function dayAndTime(at: Date, now: Date, { t, time, shortTime, fullTime }: FilesText): string {
  return shortTime(at, now) === time(at) ? t("upload.today", { time: time(at) }) : fullTime(at);
}
