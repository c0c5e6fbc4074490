import type { FileEntry } from "@pforte/shared/contract/files";
import { byteSize } from "#ui/byte-size.ts";
import type { FilesText } from "./upload-texts.ts";

/** What a row says of a file beside its name. */
export interface FileFacts {
  readonly place: string;
  readonly who: string;
  readonly when: string;
  /** The whole time, for titles and screen readers. */
  readonly fullWhen: string;
  readonly size: string;
}

export function factsOf(file: FileEntry, tool: string, now: Date, text: FilesText): FileFacts {
  const at = new Date(file.changedAt);
  return {
    place: file.place === "" ? tool : file.place,
    who: file.changedBy ?? file.sharedBy ?? "",
    when: rowTime(at, now, text),
    fullWhen: text.fullTime(at),
    size: file.size === null ? "" : byteSize(file.size, text.language),
  };
}

/** `09:57`, `Fr, 16:40`, `18.11.`: a weekday alone says too little where a list is sorted by time. */
function rowTime(at: Date, now: Date, { shortTime, time }: FilesText): string {
  const short = shortTime(at, now);
  return /\d/u.test(short) ? short : `${short}, ${time(at)}`;
}
