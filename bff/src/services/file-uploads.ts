import { randomUUID } from "node:crypto";
import type { CallReply, HandlerInput } from "@pforte/shared/contract/endpoint";
import type { beginUpload, finishUpload, UploadProblem } from "@pforte/shared/contract/files";
import type { FileUploads } from "#connectors/kit/files.ts";
import type { UpstreamBytes } from "#connectors/kit/upstream-http.ts";
import type { Sealer } from "#sealer.ts";
import { fileEntry } from "./file-entry.ts";
import { accessTo, type FileAccess, type FileRequest, type FileSources } from "./file-source.ts";
import type { FileTransfers } from "./file-transfers.ts";
import { createUploadNames, type NamedUpload } from "./file-upload-name.ts";
import type { PersonContent } from "./person-content.ts";

/** Uploads by their sealed names. Null is "there is no such upload for this person". */
export interface FileUploadService {
  begin(
    request: FileRequest,
    wanted: HandlerInput<typeof beginUpload>["body"],
  ): Promise<CallReply<typeof beginUpload> | null>;
  /** How many bytes a part must have; makes no call. */
  expected(request: FileRequest, upload: string, part: number): ExpectedPart | null;
  finish(request: FileRequest, upload: string): Promise<CallReply<typeof finishUpload> | null>;
  abort(request: FileRequest, upload: string): Promise<true | null>;
}

/** A part that may come now. */
export interface ExpectedPart {
  readonly length: number;
  /** Passes the bytes on as they come; null when the part has arrived. */
  send(bytes: UpstreamBytes["stream"]): Promise<UploadProblem | null>;
}

interface UploadServiceOptions extends FileSources {
  readonly content: PersonContent;
  readonly sealer: Sealer;
  readonly now: () => Date;
  readonly transfers: FileTransfers;
}

export function createFileUploads(options: UploadServiceOptions): FileUploadService {
  const names = createUploadNames(options.sealer, options.now);

  function known(request: FileRequest, name: string): Known | null {
    const upload = names.open(request.principal, name);
    const access = upload === null ? null : accessTo(options, request, upload.source);
    const uploads = access?.files.uploads;
    return upload === null || access === null || uploads === undefined ? null : { ...access, upload, uploads };
  }

  return {
    async begin(request, { source, changedAt, ...wanted }) {
      const access = accessTo(options, request, source);
      const uploads = access?.files.uploads;
      if (access === null || uploads === undefined) return null;
      const begun = await uploads.begin(access.call, {
        ...wanted,
        changedAt: changedAt === null ? null : new Date(changedAt),
        transfer: randomUUID(),
      });
      if ("state" in begun) return begun;
      const { partBytes } = uploads;
      const upload = names.seal(request.principal, { source, target: begun.target, partBytes });
      return upload === null ? { state: "name_refused" } : { state: "ready", upload, partBytes };
    },
    expected(request, name, part) {
      const found = known(request, name);
      const length = found === null ? null : lengthOf(found.upload, part);
      if (found === null || length === null) return null;
      return {
        length,
        send: async (stream) =>
          options.transfers.during(request, async ({ principal, language, signal }) => {
            const call = options.calls.context(principal, found.source, language, signal);
            return found.uploads.part(call, found.upload.target, part, { stream, length });
          }),
      };
    },
    async finish(request, name) {
      const found = known(request, name);
      if (found === null) return null;
      const end = await found.uploads.finish(found.call, found.upload.target);
      if ("state" in end) return end;
      await options.content.invalidate(request.principal, found.source.key, ["files"]);
      return { state: "stored", file: fileEntry(end, found.source) };
    },
    async abort(request, name) {
      const found = known(request, name);
      if (found === null) return null;
      await found.uploads.abort(found.call, found.upload.target);
      return true;
    },
  };
}

interface Known extends FileAccess {
  readonly upload: NamedUpload;
  readonly uploads: FileUploads;
}

/** Every part is full but the last; null for one that does not exist. An empty file may come as one part without bytes. */
function lengthOf({ target, partBytes }: NamedUpload, part: number): number | null {
  const parts = Math.max(1, Math.ceil(target.size / partBytes));
  if (part < 1 || part > parts) return null;
  return part < parts ? partBytes : target.size - (parts - 1) * partBytes;
}
