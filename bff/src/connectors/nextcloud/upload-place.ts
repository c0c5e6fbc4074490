import type { ExistingFile, UploadProblem } from "@pforte/shared/contract/files";
import type { UploadTarget } from "#connectors/kit/files.ts";
import { plainText } from "#connectors/kit/plain-text.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { path, type UpstreamPath } from "#connectors/kit/upstream-path.ts";
import { filePath, type DavEntry } from "./dav.ts";
import { isCollection, sizeOf } from "./files.transform.ts";
import { folderSegments } from "./upload-names.ts";

/** An upload with the addresses that belong to it. */
export interface Place {
  readonly account: string;
  readonly target: UploadTarget;
  readonly segments: readonly string[];
  readonly file: UpstreamPath;
  /** Where the parts gather. */
  readonly transfer: UpstreamPath;
}

export function placed(account: string, target: UploadTarget): Place {
  const segments = [...(folderSegments(target.folder) ?? [".."]), target.name];
  const file = filePath(account, segments);
  if (file === null) throw new UpstreamError("not_found", "The target of an upload has no path.");
  return { account, target, segments, file, transfer: path`/remote.php/dav/uploads/${account}/${target.transfer}` };
}

/** Whether what lies there is what this upload brought: its size, and the time that the upload set. */
export function isOurs(entry: DavEntry | null, target: UploadTarget): boolean {
  if (entry === null || isCollection(entry.props) || entry.props["d:getetag"] === target.replaces) return false;
  const changedAt = Date.parse(entry.props["d:getlastmodified"] ?? "");
  return sizeOf(entry.props) === target.size && changedAt === target.changedAt?.getTime();
}

export function conflict(entry: DavEntry | null): UploadProblem {
  return { state: "conflict", existing: entry === null ? null : existingFile(entry) };
}

function existingFile({ segments, props }: DavEntry): ExistingFile | null {
  const changedAt = Date.parse(props["d:getlastmodified"] ?? "");
  if (Number.isNaN(changedAt)) return null;
  return {
    name: plainText(segments.at(-1) ?? ""),
    place: plainText(segments.slice(0, -1).join("/"), 1000),
    size: sizeOf(props),
    changedAt: new Date(changedAt).toISOString(),
    changedBy: null,
  };
}
