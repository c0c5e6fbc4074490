import type { FileEntry } from "@pforte/shared/contract/files";
import type { NativeFile } from "#connectors/kit/files.ts";
import type { ConnectedSource, LiveSource } from "./live-sources.ts";

/** Where the bytes of files are, in the portal's own paths. */
export const previewPath = "/files/preview";
export const downloadPath = "/files/download";

/** A file of a source as people get it: unique across sources, with the portal's own paths to its bytes. */
export function fileEntry(file: NativeFile, source: LiveSource | ConnectedSource): FileEntry {
  const { id, etag, hasPreview, isPending = false, ...shown } = file;
  const can = source.live?.connection.connector.files;
  const at = `${encodeURIComponent(source.key)}/${encodeURIComponent(id)}`;
  const hasBytes = file.kind !== "folder" && !isPending;
  return {
    ...shown,
    id: `${source.key}:${id}`,
    source: source.key,
    // The etag makes it another address once the content is another, so that a browser may keep the picture.
    preview: hasPreview && hasBytes && can?.preview ? `${previewPath}/${at}?v=${encodeURIComponent(etag)}` : null,
    download: hasBytes && can?.download ? `${downloadPath}/${at}` : null,
  };
}
