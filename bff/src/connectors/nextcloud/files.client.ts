import { z } from "zod";
import type { CallContext } from "#connectors/kit/connector.ts";
import type { FileSource, FileUploads, NativeFileList } from "#connectors/kit/files.ts";
import { plainText } from "#connectors/kit/plain-text.ts";
import { UpstreamError } from "#connectors/kit/upstream-error.ts";
import { path, type UpstreamPath } from "#connectors/kit/upstream-path.ts";
import type { Addresses } from "./addresses.ts";
import { favourites, filePath, search, setProps, topEtag, type DavEntry } from "./dav.ts";
import { filesOf, isCollection, isFileId, sharesOf } from "./files.transform.ts";
import { asPerson, ocsData, type AccountOf } from "./ocs.ts";

export interface FilesOptions {
  readonly accountOf: AccountOf;
  readonly addresses: Addresses;
  readonly uploads: FileUploads;
}

const isFile = { "d:not": { "d:is-collection": "" } };

/** The files of a person in Nextcloud. */
export function nextcloudFiles({ accountOf, addresses, uploads }: FilesOptions): FileSource {
  const find = async (call: CallContext, where: Readonly<Record<string, unknown>>, limit: number) => {
    const account = await accountOf(call);
    return filesOf(await search(call, account, { where, limit, newestFirst: true }), { account, addresses });
  };
  return {
    recent: async (call, limit) => find(call, isFile, limit),
    search: async (call, term, limit) =>
      find(call, { "d:like": { "d:prop": { "d:displayname": "" }, "d:literal": `%${literal(term)}%` } }, limit),
    async favourites(call, limit) {
      const account = await accountOf(call);
      const list = filesOf(await favourites(call, account), { account, addresses });
      const byName = list.files.toSorted((one, other) => one.name.localeCompare(other.name, call.person.locale));
      return { files: byName.slice(0, limit), dropped: list.dropped };
    },
    async shared(call, limit): Promise<NativeFileList> {
      const account = await accountOf(call);
      const [accepted, pending] = await Promise.all([
        shares(call, path`/ocs/v2.php/apps/files_sharing/api/v1/shares`, {
          shared_with_me: "true",
          include_tags: "true",
        }),
        shares(call, path`/ocs/v2.php/apps/files_sharing/api/v1/shares/pending`, {}),
      ]);
      return sharesOf({ accepted, pending }, { account, addresses }, limit);
    },
    mark: async (call) => topEtag(call, await accountOf(call)),
    async preview(call, id, pixels) {
      const size = String(pixels);
      return call.http.download(
        path`/index.php/core/preview`,
        asPerson(call, { query: { fileId: fileId(id), x: size, y: size, a: "1", forceIcon: "0", mimeFallback: "0" } }),
      );
    },
    async download(call, id) {
      const { entry, at } = await located(call, await accountOf(call), id);
      if (isCollection(entry.props)) throw new UpstreamError("not_found", "A folder has no bytes of its own.");
      const body = await call.http.download(at, asPerson(call));
      return { ...body, name: plainText(entry.segments.at(-1) ?? "", 250) };
    },
    async setFavourite(call, id, isFavourite) {
      const { at } = await located(call, await accountOf(call), id);
      await setProps(call, at, { "oc:favorite": isFavourite ? "1" : "0" });
    },
    uploads,
  };
}

/** Where the sharing app is switched off its addresses are not there, and nothing is shared. */
async function shares(call: CallContext, at: UpstreamPath, query: Readonly<Record<string, string>>) {
  try {
    return await ocsData(call, at, z.array(z.unknown()), { query });
  } catch (error) {
    if (error instanceof UpstreamError && error.code === "998") return [];
    throw error;
  }
}

/** A file lies where it lies now: its id is stable, its path is not. */
async function located(
  call: CallContext,
  account: string,
  id: string,
): Promise<{ readonly entry: DavEntry; readonly at: UpstreamPath }> {
  const where = { "d:eq": { "d:prop": { "oc:fileid": "" }, "d:literal": fileId(id) } };
  const { entries } = await search(call, account, { where, limit: 1, newestFirst: false });
  const entry = entries.find(({ props }) => props["oc:fileid"] === id);
  const at = entry === undefined ? null : filePath(account, entry.segments);
  if (entry === undefined || at === null) throw new UpstreamError("not_found", "There is no such file.");
  return { entry, at };
}

function fileId(id: string): string {
  if (!isFileId(id)) throw new UpstreamError("not_found", "There is no such file.");
  return id;
}

/** In `like`, `%` and `_` stand for anything; a person who types one means the character. */
const literal = (term: string) => term.replaceAll(/[\\%_]/gu, (character) => `\\${character}`);
