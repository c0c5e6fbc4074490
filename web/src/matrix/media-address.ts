import { chatDownloadPath, chatThumbnailPath } from "@pforte/shared/contract/chat";

/** Where a content is: `mxc://<server>/<media>` (client-server API, "Matrix Content URIs"), or `null`. */
export function mediaOf(uri: string | null): { readonly server: string; readonly media: string } | null {
  const [, server, media] = /^mxc:\/\/([A-Za-z0-9.\-:[\]]{1,230})\/([A-Za-z0-9_-]{1,255})$/u.exec(uri ?? "") ?? [];
  return server === undefined || media === undefined ? null : { server, media };
}

/** The picture among messages; the larger one has its own name. */
export function previewPath(source: string, uri: string | null): string | null {
  const media = pathOf(chatThumbnailPath, source, uri);
  return media === null ? null : `${media}?size=small`;
}

export function downloadPath(source: string, uri: string | null, name: string): string | null {
  const media = pathOf(chatDownloadPath, source, uri);
  return media === null ? null : `${media}?name=${encodeURIComponent(name)}`;
}

function pathOf(base: string, source: string, uri: string | null): string | null {
  const media = mediaOf(uri);
  return media === null
    ? null
    : `${base}/${encodeURIComponent(source)}/${encodeURIComponent(media.server)}/${encodeURIComponent(media.media)}`;
}
