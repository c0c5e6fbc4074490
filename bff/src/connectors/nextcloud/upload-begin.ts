import type { UploadProblem } from "@pforte/shared/contract/files";
import type { CallContext } from "#connectors/kit/connector.ts";
import type { UploadTarget } from "#connectors/kit/files.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import type { UpstreamRequest } from "#connectors/kit/upstream-http.ts";
import type { UpstreamPath } from "#connectors/kit/upstream-path.ts";
import { filePath, stat, statFolder } from "./dav.ts";
import { isCollection } from "./files.transform.ts";
import { asPerson } from "./ocs.ts";
import { folderSegments, isFileName, numbered } from "./upload-names.ts";
import { conflict, placed, type Place } from "./upload-place.ts";
import { uploadProblem } from "./upload-problem.ts";

const mostCopies = 50;

/** What may be sent to Nextcloud at once, and in all. */
export interface UploadLimits {
  readonly partBytes: number;
  readonly mostBytes: number;
  readonly now: () => Date;
}

/** Looks at what is there before the first byte goes, and gives the upload the name and the time that it will have. */
export async function begin(
  limits: UploadLimits,
  call: CallContext,
  account: string,
  wanted: UploadTarget,
): Promise<{ readonly target: UploadTarget } | UploadProblem> {
  const folder = folderSegments(wanted.folder);
  if (folder === null || !isFileName(wanted.name) || filePath(account, [...folder, wanted.name]) === null) {
    return { state: "name_refused" };
  }
  if (wanted.size > limits.mostBytes) return { state: "too_large", limit: limits.mostBytes };
  const problem = await folderProblem(call, account, folder, wanted);
  if (problem !== null) return problem;
  const free = await freeTarget(call, account, folder, wanted);
  if ("state" in free) return free;
  const target = { ...free, changedAt: settableTime(free.changedAt, limits.now()) };
  if (target.size > limits.partBytes) {
    try {
      await call.http.send(...openTransfer(call, placed(account, target)));
    } catch (error) {
      return uploadProblem(error, target);
    }
  }
  return { target };
}

async function folderProblem(
  call: CallContext,
  account: string,
  segments: readonly string[],
  { size, ifExists }: UploadTarget,
): Promise<UploadProblem | null> {
  const folder = await statFolder(call, account, segments);
  if (folder === null && segments.length === 0) {
    throw new UpstreamError("not_found", "The person has no files.", { code: "needs_first_login" });
  }
  if (folder === null || !isCollection(folder.props)) return { state: "folder_missing" };
  const permissions = folder.props["oc:permissions"];
  // Whether a file that is there may be replaced is up to that file.
  if (permissions !== undefined && !permissions.includes("C") && ifExists !== "replace") return { state: "forbidden" };
  const free = Number(folder.props["d:quota-available-bytes"] ?? -1);
  // Negative numbers stand for unknown and unlimited.
  return free >= 0 && free < size ? { state: "quota", free: Math.floor(free) } : null;
}

/** The target under the name that it gets, with what lies there now. */
async function freeTarget(
  call: CallContext,
  account: string,
  folder: readonly string[],
  wanted: UploadTarget,
): Promise<UploadTarget | UploadProblem> {
  const existing = await stat(call, account, [...folder, wanted.name]);
  if (existing === null) return { ...wanted, replaces: null };
  if (wanted.ifExists === "keep_both") return copyTarget(call, account, folder, wanted);
  if (wanted.ifExists === "ask" || isCollection(existing.props)) return conflict(existing);
  if (existing.props["oc:permissions"]?.includes("W") === false) return { state: "forbidden" };
  return { ...wanted, replaces: existing.props["d:getetag"] ?? null };
}

async function copyTarget(
  call: CallContext,
  account: string,
  folder: readonly string[],
  wanted: UploadTarget,
): Promise<UploadTarget | UploadProblem> {
  for (let number = 2; number < 2 + mostCopies; number += 1) {
    const name = numbered(wanted.name, number);
    if (!isFileName(name)) return { state: "name_refused" };
    if ((await stat(call, account, [...folder, name])) === null) return { ...wanted, name, replaces: null };
  }
  return { state: "conflict", existing: null };
}

/** Nextcloud knows whole seconds, and refuses the first day of 1970 as no time at all. */
function settableTime(changedAt: Date | null, now: Date): Date {
  const wanted = changedAt ?? now;
  const seconds = Math.floor(wanted.getTime() / 1000);
  return new Date((seconds > 86_400 ? seconds : Math.floor(now.getTime() / 1000)) * 1000);
}

const openTransfer = (call: CallContext, place: Place): [UpstreamPath, UpstreamRequest] => [
  place.transfer,
  asPerson(call, { method: "MKCOL", headers: { destination: { to: place.file } }, accept: [405] }),
];
