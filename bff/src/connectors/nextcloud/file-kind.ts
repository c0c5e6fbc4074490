import type { FileKind } from "@pforte/shared/contract/files";

const kinds: readonly (readonly [RegExp, FileKind])[] = [
  [/^httpd\/unix-directory$/u, "folder"],
  [/^application\/pdf$/u, "pdf"],
  [/spreadsheet|ms-excel|^text\/csv$/u, "sheet"],
  [/presentation|ms-powerpoint/u, "slides"],
  [/^application\/(?:vnd\.oasis\.opendocument\.text|msword|rtf)|wordprocessingml|^text\//u, "text"],
  [/^image\//u, "image"],
  [/^video\//u, "video"],
  [/^audio\//u, "audio"],
  [/^application\/(?:zip|gzip|x-(?:tar|gzip|bzip2|7z-compressed|rar-compressed|xz)|vnd\.rar|java-archive)/u, "archive"],
];

/** What a file is, by the type that Nextcloud says. */
export function fileKind(type: string | null | undefined): FileKind {
  const [plain = ""] = (type ?? "").slice(0, 200).toLowerCase().split(";");
  return kinds.find(([pattern]) => pattern.test(plain.trim()))?.[1] ?? "other";
}
