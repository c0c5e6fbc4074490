import type { NativeFile, NativeFileList } from "#connectors/kit/files.ts";
import { plainText } from "#connectors/kit/plain-text.ts";
import { fileHref, folderHref, type Addresses } from "./addresses.ts";
import type { DavEntry, DavList } from "./dav.ts";
import { fileKind } from "./file-kind.ts";
import { shareSchema, type DavProps, type Share } from "./schema.ts";

/** Whose files they are, and where their links lead. */
export interface FileView {
  readonly account: string;
  readonly addresses: Addresses;
}

/** The files of a listing; one that lacks what a file must have is counted and left out. */
export function filesOf({ entries, dropped }: DavList, view: FileView): NativeFileList {
  const files = entries.map((entry) => fileOf(entry, view));
  return counted(files, dropped);
}

/** One file, or null where it has no id, no name or no time. */
export function fileOf({ segments, props }: DavEntry, view: FileView): NativeFile | null {
  const name = segments.at(-1);
  const id = props["oc:fileid"];
  const changedAt = instant(Date.parse(props["d:getlastmodified"] ?? ""));
  if (name === undefined || changedAt === null || id === undefined || !isFileId(id)) return null;
  const isFolder = isCollection(props);
  return {
    id,
    ...placed(segments, id, view),
    kind: isFolder ? "folder" : fileKind(props["d:getcontenttype"]),
    size: sizeOf(props),
    changedAt,
    changedBy: null,
    isFavourite: props["oc:favorite"] === "1",
    sharedBy: sharedBy(props, view),
    etag: etagOf(props["d:getetag"]) ?? changedAt,
    hasPreview: props["nc:has-preview"] === "true",
  };
}

/** What others shared with the person, newest first; what is not accepted yet can only be looked at over there. */
export function sharesOf(
  shares: { readonly accepted: readonly unknown[]; readonly pending: readonly unknown[] },
  view: FileView,
  limit: number,
): NativeFileList {
  const read = (share: unknown, isPending: boolean) => ({ parsed: shareSchema.safeParse(share), isPending });
  const all = [
    ...shares.accepted.map((share) => read(share, false)),
    ...shares.pending.map((share) => read(share, true)),
  ];
  const readable = all
    .flatMap(({ parsed, isPending }) => (parsed.success ? [{ share: parsed.data, isPending }] : []))
    .toSorted((one, other) => other.share.stime - one.share.stime);
  const seen = new Set<number>();
  const once = readable.filter(({ share: { file_source: id } }) => !seen.has(id) && seen.add(id));
  return counted(
    once
      .slice(0, limit)
      .map(({ share, isPending }) => (isPending ? pendingFile(share, view) : sharedFile(share, view))),
    all.length - readable.length,
  );
}

function pendingFile(share: Share, view: FileView): NativeFile | null {
  const file = sharedFile(share, view);
  if (file === null) return null;
  const href = `${view.addresses.web}/index.php/apps/files/pendingshares`;
  return { ...file, place: "", href, folderHref: href, hasPreview: false, isPending: true };
}

function sharedFile(share: Share, view: FileView): NativeFile | null {
  const segments = share.file_target.split("/").filter((segment) => segment !== "");
  const id = String(share.file_source);
  const at = share.item_mtime ?? share.stime;
  const changedAt = instant(at * 1000);
  if (segments.length === 0 || changedAt === null) return null;
  const isFolder = share.item_type === "folder";
  return {
    id,
    ...placed(segments, id, view),
    kind: isFolder ? "folder" : fileKind(share.mimetype),
    size: share.item_size,
    changedAt,
    changedBy: null,
    isFavourite: share.tags.includes("_$!<Favorite>!$_"),
    sharedBy: named(share.displayname_owner),
    // A share says no etag; what it says changes with the content as well.
    etag: `${at}-${share.item_size ?? ""}`,
    hasPreview: !isFolder && share.has_preview === true,
  };
}

function placed(segments: readonly string[], id: string, { addresses }: FileView) {
  const folder = segments.slice(0, -1);
  return {
    name: plainText(segments.at(-1) ?? "") || id,
    place: plainText(folder.join("/"), 1000),
    href: fileHref(addresses, id),
    folderHref: folderHref(addresses, folder),
  };
}

/** An id of a file is a number; anything else is none. */
export const isFileId = (id: string) => /^[1-9]\d{0,18}$/u.test(id);

export const isCollection = (props: DavProps) =>
  typeof props["d:resourcetype"] === "object" &&
  props["d:resourcetype"] !== null &&
  "d:collection" in props["d:resourcetype"];

export function sizeOf(props: DavProps): number | null {
  const size = Number(props["d:getcontentlength"] ?? props["oc:size"] ?? Number.NaN);
  return Number.isSafeInteger(size) && size >= 0 ? size : null;
}

/** Without its quotes, and only what can be part of an address. */
export const etagOf = (etag: string | undefined) => /^(?:W\/)?"?([\w.:-]{1,100})"?$/u.exec(etag ?? "")?.[1] ?? null;

function sharedBy(props: DavProps, { account }: FileView): string | null {
  const owner = props["oc:owner-id"];
  if (owner === undefined || owner === "" || owner.toLowerCase() === account.toLowerCase()) return null;
  return named(props["oc:owner-display-name"]) ?? named(owner);
}

function named(name: string | null | undefined): string | null {
  const plain = plainText(name ?? "", 200);
  return plain === "" ? null : plain;
}

function instant(milliseconds: number): string | null {
  return Number.isFinite(milliseconds) && Math.abs(milliseconds) <= 8.64e15
    ? new Date(milliseconds).toISOString()
    : null;
}

function counted(files: readonly (NativeFile | null)[], dropped: number): NativeFileList {
  const readable = files.filter((file) => file !== null);
  return { files: readable, dropped: dropped + files.length - readable.length };
}
