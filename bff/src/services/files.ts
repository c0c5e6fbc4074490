import type { FileEntry, FileList } from "@pforte/shared/contract/files";
import { localize } from "@pforte/shared/contract/localized";
import type { SourceState } from "@pforte/shared/contract/source-outcome";
import type { NativeFileList } from "#connectors/kit/files.ts";
import type { UpstreamBody } from "#connectors/kit/upstream-http.ts";
import type { Sealer } from "#sealer.ts";
import { fileEntry } from "./file-entry.ts";
import { accessTo, fileIdParts, type FileAccess, type FileRequest, type FileSources } from "./file-source.ts";
import { FileTransfers } from "./file-transfers.ts";
import { createFileUploads, type FileUploadService } from "./file-uploads.ts";
import type { Bus } from "#storage/ports/bus.ts";
import type { Principal } from "#storage/principal.ts";
import type { Gathered, PersonContent } from "./person-content.ts";

/** Which list of files, how much of it, and how long the asker waits. */
export interface FileListRequest extends Omit<FileRequest, "principal"> {
  readonly limit: number;
  readonly waitMilliseconds: number;
}

/** The files of people over all their sources. Null is "there is no such thing for this person". */
export interface FileService {
  list(
    principal: Principal,
    request: FileListRequest & { readonly view: "recent" | "favourites" | "shared" },
  ): Promise<FileList>;
  search(principal: Principal, request: FileListRequest & { readonly term: string }): Promise<FileList>;
  setFavourite(request: FileRequest, file: string, isFavourite: boolean): Promise<true | null>;
  /** The `cancel` of what comes back must be called in the end, also after all bytes were read. */
  preview(request: FileRequest, source: string, file: string): Promise<UpstreamBody | null>;
  download(request: FileRequest, source: string, file: string): Promise<(UpstreamBody & { name: string }) | null>;
  readonly uploads: FileUploadService;
}

export interface FileServiceOptions extends FileSources {
  readonly content: PersonContent;
  readonly sealer: Sealer;
  readonly bus: Pick<Bus, "subscribe">;
  readonly now: () => Date;
}

/** Wide enough for the largest place that the pages have for one, at twice the density. */
const previewPixels = 256;

export function createFiles(options: FileServiceOptions): FileService {
  const { content } = options;
  const transfers = new FileTransfers();
  // For as long as there is a bus.
  options.bus.subscribe((message) => {
    if (message.type === "session_ended") transfers.endSession(message.sessionHash);
  });

  async function gather(
    principal: Principal,
    request: FileListRequest,
    params: readonly string[],
    order: Order,
  ): Promise<FileList> {
    const { language, signal, waitMilliseconds } = request;
    const gathered = await content.gather(principal, "files", { language, signal, waitMilliseconds, params });
    const files = gathered.flatMap(({ source, content: list }) =>
      (list?.files ?? []).map((file) => fileEntry(file, source)),
    );
    return {
      files: files.sort(order).slice(0, request.limit),
      uploads: gathered.flatMap(uploadsTo),
      sources: gathered.map(({ source, outcome }) => ({
        source: source.key,
        name: localize(source.configured.name, language),
        outcome,
      })),
    };
  }

  const bytes = async <Body extends UpstreamBody>(
    request: FileRequest,
    source: string,
    open: (access: FileAccess) => Promise<Body | undefined>,
  ): Promise<Body | null> =>
    transfers.open(request, async (moving) => {
      const access = accessTo(options, moving, source);
      return access === null ? undefined : open(access);
    });

  return {
    list: async (principal, request) =>
      gather(principal, request, [request.view], request.view === "favourites" ? byName : byNewest),
    search: async (principal, request) => gather(principal, request, ["search", request.term], byNewest),
    async setFavourite(request, file, isFavourite) {
      const parts = fileIdParts(file);
      const access = parts === null ? null : accessTo(options, request, parts.source);
      if (parts === null || access?.files.setFavourite === undefined) return null;
      await access.files.setFavourite(access.call, parts.file, isFavourite);
      await content.invalidate(request.principal, parts.source, ["files"]);
      return true;
    },
    preview: async (request, source, file) =>
      bytes(request, source, async ({ files, call }) => files.preview?.(call, file, previewPixels)),
    download: async (request, source, file) =>
      bytes(request, source, async ({ files, call }) => files.download?.(call, file)),
    uploads: createFileUploads({ ...options, transfers }),
  };
}

type Order = (one: FileEntry, other: FileEntry) => number;

const byNewest: Order = (one, other) => other.changedAt.localeCompare(one.changedAt);
const byName: Order = (one, other) => one.name.localeCompare(other.name);

/** Uploads are offered where the tool may be there; whether it is shows when one begins. */
const mayTakeUploads: Readonly<Record<SourceState["state"], boolean>> = {
  ok: true,
  loading: true,
  stale: true,
  degraded: true,
  throttled: true,
  not_entitled: false,
  needs_first_login: false,
  needs_sign_in: false,
  unavailable: false,
};

function uploadsTo({ source, outcome }: Gathered<NativeFileList>): FileList["uploads"] {
  const uploads = source.live?.connection.connector.files?.uploads;
  return uploads !== undefined && mayTakeUploads[outcome.state] ? [{ source: source.key, folder: uploads.folder }] : [];
}
