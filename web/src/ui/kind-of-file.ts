import type { FileKind } from "@pforte/shared/contract/files";

const kinds: Readonly<Record<string, FileKind>> = {
  odt: "text",
  doc: "text",
  docx: "text",
  rtf: "text",
  txt: "text",
  md: "text",
  ods: "sheet",
  xls: "sheet",
  xlsx: "sheet",
  csv: "sheet",
  odp: "slides",
  ppt: "slides",
  pptx: "slides",
  pdf: "pdf",
  zip: "archive",
  gz: "archive",
  "7z": "archive",
  tar: "archive",
};

/** What a file on the person's device is, for its drawing while it is on its way. */
export function kindOfFile({ name, type }: Pick<File, "name" | "type">): FileKind {
  const major = type.split("/")[0];
  if (major === "image" || major === "video" || major === "audio") {
    return major;
  }
  return kinds[/\.([^.]+)$/u.exec(name)?.[1]?.toLowerCase() ?? ""] ?? "other";
}
