import { createHash, randomBytes } from "node:crypto";
import { contentTypeOf } from "./nextcloud-types.ts";

/** A file or folder; `children` is null for a file. */
export interface FileNode {
  readonly id: number;
  readonly owner: string;
  name: string;
  parent: FileNode | null;
  readonly children: Map<string, FileNode> | null;
  content: Buffer;
  type: string;
  etag: string;
  modified: Date;
  created: Date;
  changedBy: string;
  checksum: string | null;
  /** Who holds it open; nobody else may write to it. */
  lockedBy: string | null;
  readonly favouriteOf: Set<string>;
  /** Unread comments per person. */
  readonly unreadComments: Map<string, number>;
  /** Properties that the server keeps without understanding them. */
  readonly properties: Map<string, string>;
}

/** What stands at a path of a person: a node, perhaps in somebody else's tree. */
export interface Found {
  readonly node: FileNode;
  /** Bits of sharing: 1 read, 2 update, 4 create, 8 delete, 16 share. */
  readonly permissions: number;
  /** The share that brought it here; null for one's own. */
  readonly share: { readonly id: number; readonly owner: string } | null;
  /** Whether it is the shared thing itself and not something inside it. */
  readonly isMountRoot: boolean;
}

/** Called for every change with the nodes whose ETag is new, the changed one first. */
export type TreeListener = (changed: readonly FileNode[]) => void;

const all = 31;

/** The files of everybody. Ids are unique, ETags change upwards, as clients that look for changes rely on. */
export class FileTree {
  readonly #homes = new Map<string, FileNode>();
  readonly #byId = new Map<number, FileNode>();
  readonly #now: () => Date;
  readonly #listener: TreeListener;
  #nextId = 40;

  constructor(now: () => Date, listener: TreeListener) {
    this.#now = now;
    this.#listener = listener;
  }

  home(uid: string): FileNode {
    const known = this.#homes.get(uid);
    if (known !== undefined) return known;
    const home = this.#make(uid, "", null, true);
    this.#homes.set(uid, home);
    return home;
  }

  byId(id: number): FileNode | null {
    return this.#byId.get(id) ?? null;
  }

  /** Below the person's top, own things only; shares are mounted by the world. */
  at(uid: string, segments: readonly string[]): FileNode | null {
    let node: FileNode | null = this.home(uid);
    for (const segment of segments) node = node?.children?.get(segment) ?? null;
    return node;
  }

  makeFolder(parent: FileNode, name: string): FileNode {
    const folder = this.#make(parent.owner, name, parent, true);
    this.touch(folder);
    return folder;
  }

  write(
    parent: FileNode,
    name: string,
    content: Buffer,
    facts: { readonly by: string; readonly modified?: Date; readonly checksum?: string | null; readonly type?: string },
  ): FileNode {
    const file = parent.children?.get(name) ?? this.#make(parent.owner, name, parent, false);
    file.content = content;
    file.checksum = facts.checksum ?? `SHA1:${createHash("sha1").update(content).digest("hex")}`;
    file.changedBy = facts.by;
    file.type = facts.type ?? contentTypeOf(name);
    this.touch(file, facts.modified ?? this.#now());
    return file;
  }

  move(node: FileNode, parent: FileNode, name: string): void {
    const before = node.parent;
    before?.children?.delete(node.name);
    if (before !== null) this.touch(before, before.modified);
    node.name = name;
    node.parent = parent;
    parent.children?.set(name, node);
    this.touch(node, node.modified);
  }

  copy(node: FileNode, parent: FileNode, name: string, isDeep = true): FileNode {
    const made = this.#make(parent.owner, name, parent, node.children !== null);
    made.content = node.content;
    made.type = node.type;
    made.checksum = node.checksum;
    made.modified = node.modified;
    for (const [property, value] of node.properties) made.properties.set(property, value);
    if (isDeep) for (const child of node.children?.values() ?? []) this.copy(child, made, child.name);
    this.touch(made, made.modified);
    return made;
  }

  remove(node: FileNode): void {
    node.parent?.children?.delete(node.name);
    const forget = (each: FileNode) => {
      this.#byId.delete(each.id);
      for (const child of each.children?.values() ?? []) forget(child);
    };
    forget(node);
    if (node.parent !== null) this.touch(node.parent);
  }

  /** A new ETag for the node and all above it. */
  touch(node: FileNode, modified = this.#now()): void {
    const changed: FileNode[] = [];
    for (let each: FileNode | null = node; each !== null; each = each.parent) {
      each.etag = randomBytes(7).toString("hex");
      if (each === node || each.modified < modified) each.modified = modified;
      changed.push(each);
    }
    this.#listener(changed);
  }

  #make(owner: string, name: string, parent: FileNode | null, isFolder: boolean): FileNode {
    const now = this.#now();
    const node: FileNode = {
      id: this.#nextId,
      owner,
      name,
      parent,
      children: isFolder ? new Map() : null,
      content: Buffer.alloc(0),
      type: isFolder ? "httpd/unix-directory" : contentTypeOf(name),
      etag: randomBytes(7).toString("hex"),
      modified: now,
      created: now,
      changedBy: owner,
      checksum: null,
      lockedBy: null,
      favouriteOf: new Set(),
      unreadComments: new Map(),
      properties: new Map(),
    };
    this.#nextId += 1;
    this.#byId.set(node.id, node);
    parent?.children?.set(name, node);
    return node;
  }
}

export function sizeOf(node: FileNode): number {
  if (node.children === null) return node.content.length;
  return [...node.children.values()].reduce((sum, each) => sum + sizeOf(each), 0);
}

/** The node and all below it. */
export function* everythingIn(node: FileNode): Generator<FileNode> {
  yield node;
  for (const each of node.children?.values() ?? []) yield* everythingIn(each);
}

/** Whether the first lies somewhere below the second, or is it. */
export function isWithin(node: FileNode, folder: FileNode): boolean {
  for (let each: FileNode | null = node; each !== null; each = each.parent) if (each === folder) return true;
  return false;
}

export const ownPermissions = all;
