import type { CallInput, CallReply } from "@pforte/shared/contract/endpoint";
import type { beginUpload, FileEntry, finishUpload, UploadProblem } from "@pforte/shared/contract/files";
import type { ClientErrorCode } from "#api/api-error.ts";
import type { PartToSend } from "#api/send-part.ts";
import type { Sample } from "./time-left.ts";

/** Where a file goes. */
export interface UploadTarget {
  readonly source: string;
  /** Empty for the top. */
  readonly folder: string;
}

export type IfExists = "ask" | "replace" | "keep_both";

/** Where an upload stands. */
export type UploadState =
  | { readonly kind: "queued" }
  | { readonly kind: "sending"; readonly sent: number; readonly samples: readonly Sample[] }
  /** The connection is lost; it goes on by itself where it was. */
  | { readonly kind: "held_up"; readonly sent: number }
  | { readonly kind: "finishing" }
  | { readonly kind: "stored"; readonly file: FileEntry }
  | { readonly kind: "problem"; readonly problem: UploadProblem }
  | { readonly kind: "failed"; readonly because: UploadFailure };

/** `unreadable`: the file was changed or removed on the person's computer while it was sent. */
export type UploadFailure = ClientErrorCode | "unreadable";

/** One file on its way. */
export interface Upload extends UploadTarget {
  readonly id: string;
  readonly file: File;
  readonly state: UploadState;
}

/** What an upload asks of the portal. */
export interface UploadCalls {
  begin(body: CallInput<typeof beginUpload>["body"], signal: AbortSignal): Promise<CallReply<typeof beginUpload>>;
  /** `null` when it arrived. */
  sendPart(part: PartToSend): Promise<UploadProblem | null>;
  finish(upload: string, signal: AbortSignal): Promise<CallReply<typeof finishUpload>>;
  abort(upload: string): Promise<unknown>;
}

/** Whether an upload still needs the page to stay open. */
export function isRunning({ state }: Upload): boolean {
  return state.kind === "queued" || state.kind === "sending" || state.kind === "held_up" || state.kind === "finishing";
}
