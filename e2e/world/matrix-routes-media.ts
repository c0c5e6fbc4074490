import { BinaryAnswer, caller, type ClientApi, type Route } from "./matrix-api.ts";
import { MatrixProblem } from "./matrix-http.ts";
import { pictureType, type StoredMedia } from "./matrix-media.ts";

/** What a browser may show by itself; everything else is to be saved. */
const shownTypes = new Set([
  "text/css",
  "text/plain",
  "text/csv",
  "application/json",
  "application/ld+json",
  "image/jpeg",
  "image/gif",
  "image/png",
  "image/apng",
  "image/webp",
  "image/avif",
  "video/mp4",
  "video/webm",
  "video/ogg",
  "video/quicktime",
  "audio/mp4",
  "audio/webm",
  "audio/aac",
  "audio/mpeg",
  "audio/ogg",
  "audio/wave",
  "audio/wav",
  "audio/x-wav",
  "audio/x-pn-wav",
  "audio/flac",
  "audio/x-flac",
]);

const headers = {
  "cache-control": "public,max-age=86400,s-maxage=0,proxy-revalidate",
  "cross-origin-resource-policy": "cross-origin",
};

const policy =
  "sandbox; default-src 'none'; script-src 'none'; plugin-types application/pdf; style-src 'unsafe-inline'; media-src 'self'; object-src 'self';";

function stored(api: ClientApi, server: string, id: string): StoredMedia {
  const media = api.media.get(server, id);
  if (media === null) throw new MatrixProblem(404, "M_NOT_FOUND");
  return media;
}

function download(media: StoredMedia, askedName: string): BinaryAnswer {
  const name = askedName === "" ? media.name : askedName;
  const kind = shownTypes.has(media.type.split(";")[0] ?? "") ? "inline" : "attachment";
  const isPlain = name !== null && /^[\w.-]+$/u.test(name);
  const written =
    name === null ? "" : isPlain ? `; filename=${name}` : `; filename*=utf-8''${encodeURIComponent(name)}`;
  return new BinaryAnswer(media.body, {
    ...headers,
    "content-type": media.type,
    "content-disposition": `${kind}${written}`,
    "content-security-policy": policy,
    "referrer-policy": "no-referrer",
  });
}

/** A small picture; the stand-in sends the original, which a client has to bear anyway. */
function thumbnail(media: StoredMedia, query: URLSearchParams): BinaryAnswer {
  for (const name of ["width", "height"]) {
    if (query.get(name) === null) throw new MatrixProblem(400, "M_MISSING_PARAM");
  }
  const type = pictureType(media.body);
  if (type === null || !media.type.startsWith("image/")) throw new MatrixProblem(400, "M_UNKNOWN");
  return new BinaryAnswer(media.body, { ...headers, "content-type": type, "content-disposition": "inline" });
}

export const mediaRoutes: readonly Route[] = [
  [
    "POST",
    /^media\/v3\/upload$/u,
    (api, call) => {
      caller(api, call);
      const { body, headers: sent, query } = call.seen;
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      if (bytes.length > api.media.limit) throw new MatrixProblem(413, "M_TOO_LARGE");
      const type = sent["content-type"];
      const known = typeof type === "string" ? type : "application/octet-stream";
      return { content_uri: api.media.put(bytes, known, query.get("filename")) };
    },
  ],
  [
    "GET",
    /^(?:v1\/media|media\/v3)\/config$/u,
    (api, call) => {
      caller(api, call);
      return { "m.upload.size": api.media.limit };
    },
  ],
  [
    "GET",
    /^v1\/media\/download\/([^/]+)\/([^/]+)(?:\/([^/]+))?$/u,
    (api, call, [server = "", id = "", name = ""]) => {
      caller(api, call);
      return download(stored(api, server, id), name);
    },
  ],
  [
    "GET",
    /^v1\/media\/thumbnail\/([^/]+)\/([^/]+)$/u,
    (api, call, [server = "", id = ""]) => {
      caller(api, call);
      return thumbnail(stored(api, server, id), call.seen.query);
    },
  ],
  [
    // Media is for signed-in people only; the old addresses know none of it.
    "GET",
    /^media\/v3\/(?:download|thumbnail)\/.+$/u,
    () => {
      throw new MatrixProblem(404, "M_NOT_FOUND");
    },
  ],
];
