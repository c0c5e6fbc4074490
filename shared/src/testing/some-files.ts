import { fileEntrySchema, fileListSchema, type FileEntry, type FileList } from "../contract/files.ts";
import type { SourceState } from "../contract/source-outcome.ts";

/** A text of the source `files` that Katharina Wendland changed at 10:12 in Berlin. */
export function aFile(some: Partial<FileEntry> = {}): FileEntry {
  return fileEntrySchema.parse({
    id: `files:${some.name ?? "77"}`,
    source: "files",
    name: "Vermerk Randstreifen.odt",
    kind: "text",
    place: "Referat 42/Vermerke",
    size: 48_212,
    changedAt: "2026-11-23T09:12:00.000Z",
    changedBy: "Katharina Wendland",
    isFavourite: false,
    sharedBy: null,
    href: "https://files.example.org/f/77",
    folderHref: "https://files.example.org/apps/files/files/70",
    preview: null,
    download: "/api/files/content?file=files%3A77",
    ...some,
  });
}

/** Files as a department has them. */
export function someFileEntries(): FileEntry[] {
  return [
    aFile({ isFavourite: true }),
    aFile({
      name: "Haushaltsanmeldung 2027.ods",
      kind: "sheet",
      place: "Referat 42/Haushalt",
      size: 181_004,
      changedAt: "2026-11-23T08:20:00.000Z",
      changedBy: "Paul Zierau",
    }),
    aFile({
      name: "Hochwasserrückhaltebecken Mittelau – Planfeststellung, Anlage 3.pdf",
      kind: "pdf",
      place: "Planung/Hochwasserschutz",
      size: 12_480_311,
      changedAt: "2026-11-20T15:31:00.000Z",
      changedBy: "Helga Brandstetter",
      sharedBy: "Helga Brandstetter",
    }),
    aFile({
      name: "Gewässerkataster Vorstellung.odp",
      kind: "slides",
      place: "Referat 42",
      size: 3_204_980,
      changedAt: "2026-11-19T10:02:00.000Z",
      changedBy: null,
    }),
    aFile({
      name: "Messstelle Unterau.jpg",
      kind: "image",
      place: "Fotos",
      size: 2_904_411,
      changedAt: "2026-11-17T07:45:00.000Z",
      changedBy: null,
    }),
  ];
}

/** What the files' endpoints answer, with one outcome of the source `files`. */
export function someFiles(some: Partial<FileList> & { readonly outcome?: SourceState } = {}): FileList {
  const { outcome = { state: "ok", at: "2026-11-23T09:44:00.000Z" }, ...parts } = some;
  return fileListSchema.parse({
    files: [],
    uploads: [{ source: "files", folder: "" }],
    sources: [{ source: "files", name: "Dateien", outcome }],
    ...parts,
  });
}
