import type { FileEntry, UploadProblem } from "@pforte/shared/contract/files";
import type { CallContext } from "./connector.ts";
import type { UpstreamBody, UpstreamBytes } from "./upstream-http.ts";

/** A file in the tool's own ids; the portal adds its paths. */
export interface NativeFile extends Omit<FileEntry, "id" | "source" | "preview" | "download"> {
  readonly id: string;
  /** Changes whenever the content does; part of a preview's address. */
  readonly etag: string;
  readonly hasPreview: boolean;
  /** Shared and not accepted yet: it has no bytes for the person so far. */
  readonly isPending?: boolean;
}

export interface NativeFileList {
  readonly files: readonly NativeFile[];
  readonly dropped: number;
}

/** A tool with files. An absent member is honestly absent. */
export interface FileSource {
  recent(call: CallContext, limit: number): Promise<NativeFileList>;
  favourites?(call: CallContext, limit: number): Promise<NativeFileList>;
  /** What others shared with the person. */
  shared?(call: CallContext, limit: number): Promise<NativeFileList>;
  search?(call: CallContext, term: string, limit: number): Promise<NativeFileList>;
  /** Cheap proof of change anywhere below the person's top folder. */
  mark?(call: CallContext): Promise<string>;
  /** A picture of about this size; inert image types only. */
  preview?(call: CallContext, id: string, pixels: number): Promise<UpstreamBody>;
  download?(call: CallContext, id: string): Promise<UpstreamBody & { readonly name: string }>;
  setFavourite?(call: CallContext, id: string, isFavourite: boolean): Promise<void>;
  readonly uploads?: FileUploads;
}

/** What is to be stored. */
export interface UploadTarget {
  /** Empty for the top. */
  readonly folder: string;
  readonly name: string;
  readonly size: number;
  readonly changedAt: Date | null;
  readonly ifExists: "ask" | "replace" | "keep_both";
  /** Names this upload at the tool; letters, digits and dashes. */
  readonly transfer: string;
  /** Set by `begin`: the etag of the file that is to be replaced, so that nothing newer is; null where none was there. */
  readonly replaces?: string | null;
}

/** How a file comes to a tool: begun, its parts in any order, finished. All survive being repeated. */
export interface FileUploads {
  /** The folder where uploads go unless the person says otherwise. */
  readonly folder: string;
  /** The size of each part but the last; a file of one part needs no assembling. */
  readonly partBytes: number;
  /** May rename the target (`keep_both`); the target that comes back is the one for all that follows. */
  begin(call: CallContext, target: UploadTarget): Promise<{ readonly target: UploadTarget } | UploadProblem>;
  /** Parts count from 1. Null when it arrived. */
  part(call: CallContext, target: UploadTarget, number: number, bytes: UpstreamBytes): Promise<UploadProblem | null>;
  finish(call: CallContext, target: UploadTarget): Promise<NativeFile | UploadProblem>;
  abort(call: CallContext, target: UploadTarget): Promise<void>;
}
