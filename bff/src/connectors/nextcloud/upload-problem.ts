import type { UploadProblem } from "@pforte/shared/contract/files";
import type { UploadTarget } from "#connectors/kit/files.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";

const namesOfRefusedNames = new Set(["InvalidPath", "FileNameTooLong"]);

/** A refusal of an upload as what the person can do about it; anything else is thrown on. */
export function uploadProblem(error: unknown, target: UploadTarget): UploadProblem {
  if (!(error instanceof UpstreamError)) throw error;
  if (error.code !== null && namesOfRefusedNames.has(error.code)) return { state: "name_refused" };
  switch (error.status) {
    case 403:
      return { state: "forbidden" };
    case 404:
    case 409:
      return { state: "folder_missing" };
    case 413:
      // Nobody says how much would be taken, only that this is too much.
      return { state: "too_large", limit: Math.max(target.size - 1, 1) };
    case 423:
      return { state: "locked" };
    case 507:
      return { state: "quota", free: null };
    default:
      throw error;
  }
}
