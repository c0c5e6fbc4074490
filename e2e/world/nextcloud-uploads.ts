import { destinationOf, expectConditions, expectQuota, placeOf, storeAt } from "./nextcloud-dav-rules.ts";
import { multistatus, propstat, type DavCall } from "./nextcloud-dav.ts";
import { davProblem, emptyReply, notFound } from "./nextcloud-reply.ts";
import { dav, escapeXml, tag } from "./nextcloud-xml.ts";
import type { StandInReply } from "./stand-in-http.ts";

interface Upload {
  readonly chunks: Map<string, Buffer>;
  /** The second kind of chunking names where it goes from the start, and is stricter. */
  readonly destination: string | null;
  readonly since: Date;
}

/** How strict the assembling is; tests make it lenient or impatient. */
export interface UploadRules {
  /** No chunk but the last may be smaller. */
  minimumBytes: number;
  expiryMilliseconds: number;
}

export const ordinaryRules: UploadRules = { minimumBytes: 5 * 1024 ** 2, expiryMilliseconds: 24 * 60 * 60_000 };

/** Uploads in chunks: folders below `uploads/{uid}` whose files become one. */
export class NextcloudUploads {
  readonly rules: UploadRules = { ...ordinaryRules };
  readonly #uploads = new Map<string, Upload>();

  /** How many wait to be put together. */
  get pending(): number {
    return this.#uploads.size;
  }

  answer(dc: DavCall): StandInReply {
    const { call, caller, segments } = dc;
    const [id, name, ...rest] = segments;
    if (id === undefined || rest.length > 0) throw davProblem(405, "MethodNotAllowed", "Not here");
    const key = JSON.stringify([caller.uid, id]);
    this.#forgetOld(dc.world.now());
    const act = `${call.method} ${name === undefined ? "folder" : name === ".file" ? ".file" : "chunk"}`;
    if (act === "MKCOL folder") return this.#begin(dc, key);
    const upload = this.#uploads.get(key);
    if (upload === undefined) throw notFound(`Upload ${id}`);
    switch (act) {
      case "DELETE folder":
        this.#uploads.delete(key);
        return emptyReply(204);
      case "PROPFIND folder":
        return list(dc, upload);
      case "PUT chunk":
        return take(dc, upload, name ?? "");
      case "MOVE .file":
        return this.#finish(dc, key, upload);
      default:
        throw davProblem(405, "MethodNotAllowed", "Not here");
    }
  }

  #begin({ call, world }: DavCall, key: string): StandInReply {
    if (this.#uploads.has(key))
      throw davProblem(405, "MethodNotAllowed", "The resource you tried to create already exists");
    const destination = call.headers["destination"];
    this.#uploads.set(key, {
      chunks: new Map(),
      destination: typeof destination === "string" ? destination : null,
      since: world.now(),
    });
    return emptyReply(201);
  }

  #finish(dc: DavCall, key: string, upload: Upload): StandInReply {
    const { call, caller } = dc;
    const place = placeOf(dc, destinationOf(call, caller.uid));
    const content = this.#assemble(upload, call.headers["oc-total-length"]);
    expectConditions(call, place.existing);
    if (place.existing !== null && call.headers["overwrite"] === "F") {
      throw davProblem(412, "PreconditionFailed", "The destination exists");
    }
    const reply = storeAt(dc, place, content);
    this.#uploads.delete(key);
    return reply;
  }

  #assemble(upload: Upload, total: string | string[] | undefined): Buffer {
    const chunks = [...upload.chunks].toSorted(([one], [other]) => Number(one) - Number(other));
    const isShort = chunks.slice(0, -1).some(([, bytes]) => bytes.length < this.rules.minimumBytes);
    if (upload.destination !== null && isShort) throw davProblem(400, "BadRequest", "A chunk is too small");
    const content = Buffer.concat(chunks.map(([, bytes]) => bytes));
    if (typeof total === "string" && Number(total) !== content.length) {
      const message = `Chunks on server do not sum up to ${total} but to ${content.length} bytes`;
      throw davProblem(400, "BadRequest", message);
    }
    return content;
  }

  #forgetOld(now: Date): void {
    for (const [key, { since }] of this.#uploads) {
      if (now.getTime() - since.getTime() > this.rules.expiryMilliseconds) this.#uploads.delete(key);
    }
  }
}

function take(dc: DavCall, upload: Upload, name: string): StandInReply {
  const isKnown =
    upload.destination === null
      ? /^\d+$/.test(name)
      : /^\d{1,5}$/.test(name) && Number(name) >= 1 && Number(name) <= 10_000;
  if (!isKnown) throw davProblem(400, "BadRequest", "Invalid chunk name, must be numeric between 1 and 10000");
  if (upload.destination !== null && dc.call.headers["destination"] === undefined) {
    throw davProblem(400, "BadRequest", "Missing Destination header");
  }
  const total = dc.call.headers["oc-total-length"];
  if (typeof total === "string") expectQuota(dc, dc.caller.uid, Number(total));
  const isNew = !upload.chunks.has(name);
  upload.chunks.set(name, dc.call.body);
  return emptyReply(isNew ? 201 : 204, { etag: `"${name}-${dc.call.body.length}"` });
}

function list({ caller, segments: [id = ""] }: DavCall, upload: Upload): StandInReply {
  const base = `/remote.php/dav/uploads/${encodeURIComponent(caller.uid)}/${encodeURIComponent(id)}/`;
  const entry = (href: string, properties: readonly string[]) =>
    tag(dav("response"), tag(dav("href"), escapeXml(href)) + propstat(properties, "200 OK"));
  const folder = entry(base, [tag(dav("resourcetype"), tag(dav("collection"), ""))]);
  const chunks = [...upload.chunks].map(([name, bytes]) =>
    entry(base + name, [tag(dav("resourcetype"), ""), tag(dav("getcontentlength"), String(bytes.length))]),
  );
  return multistatus([folder, ...chunks]);
}
