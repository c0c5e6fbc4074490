import { invitation, mention } from "./nextcloud-announcements.ts";
import { NextcloudNotifications } from "./nextcloud-notifications.ts";
import { FileTree, isWithin, ownPermissions, sizeOf, type FileNode, type Found } from "./nextcloud-tree.ts";

export interface NextcloudAccount {
  readonly uid: string;
  readonly name: string;
  readonly email: string;
  /** In bytes; null is unlimited. */
  quota: number | null;
  status: "online" | "away" | "dnd" | "invisible" | "offline";
}

/** A file or folder that somebody was given. */
export interface Share {
  readonly id: number;
  readonly node: FileNode;
  readonly owner: string;
  readonly recipient: string;
  readonly permissions: number;
  readonly at: Date;
  readonly note: string;
  /** Its name in the recipient's top folder. */
  target: string;
  isPending: boolean;
}

/** What somebody wrote beside a file. */
export interface FileComment {
  readonly id: number;
  readonly node: FileNode;
  readonly by: string;
  readonly text: string;
  readonly at: Date;
}

/** Something that a person's clients may want to know. */
export interface NextcloudChange {
  readonly uid: string;
  readonly topic: "file" | "notification" | "activity";
  readonly ids: readonly number[];
}

interface WriteFacts {
  readonly by?: string;
  readonly modified?: Date;
}

const defaultQuota = 50 * 1024 ** 3;

/** All that one Nextcloud holds. Tests, the demo and its pages act on it as colleagues would. */
export class NextcloudWorld {
  readonly accounts = new Map<string, NextcloudAccount>();
  readonly shares: Share[] = [];
  readonly comments: FileComment[] = [];
  readonly tree: FileTree;
  readonly notifications: NextcloudNotifications;
  /** Where the API is, and where people's browsers go. */
  readonly addresses: { api: string; web: string } = { api: "", web: "" };
  readonly now: () => Date;
  readonly #listeners = new Set<(change: NextcloudChange) => void>();
  #nextShare = 12;
  #nextComment = 300;

  constructor(now: () => Date) {
    this.now = now;
    this.tree = new FileTree(now, (nodes) => this.#propagate(nodes));
    this.notifications = new NextcloudNotifications(now, (uid) => this.#tell({ uid, topic: "notification", ids: [] }));
  }

  onChange(listener: (change: NextcloudChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  addAccount(uid: string, name = uid): NextcloudAccount {
    const known = this.accounts.get(uid);
    if (known !== undefined) return known;
    const account: NextcloudAccount = {
      uid,
      name,
      email: `${name.toLowerCase().replaceAll(" ", ".")}@example.org`,
      quota: defaultQuota,
      status: "online",
    };
    this.accounts.set(uid, account);
    return account;
  }

  nameOf(uid: string): string {
    return this.accounts.get(uid)?.name ?? uid;
  }

  /** What the person finds at a path, also what others gave them. */
  find(uid: string, segments: readonly string[]): Found | null {
    const own = this.tree.at(uid, segments);
    if (own !== null) return { node: own, permissions: ownPermissions, share: null, isMountRoot: false };
    const [first, ...rest] = segments;
    const share = this.#mounts(uid).find((each) => each.target === first);
    if (share === undefined) return null;
    let node: FileNode | null = share.node;
    for (const segment of rest) node = node?.children?.get(segment) ?? null;
    return node === null ? null : this.#shared(share, node);
  }

  /** The entries of a folder with their names as the person sees them. */
  list(uid: string, found: Found): readonly { readonly name: string; readonly found: Found }[] {
    const entries = [...(found.node.children?.values() ?? [])].map((node) => ({
      name: node.name,
      found: { ...found, node, isMountRoot: false },
    }));
    if (found.node !== this.tree.home(uid)) return entries;
    return [
      ...entries,
      ...this.#mounts(uid).map((share) => ({ name: share.target, found: this.#shared(share, share.node) })),
    ];
  }

  /** Everything that the person can see, with its path. */
  *everything(
    uid: string,
    from: readonly string[] = [],
  ): Generator<{ readonly path: readonly string[]; readonly found: Found }> {
    const found = this.find(uid, from);
    if (found === null) return;
    yield { path: from, found };
    if (found.node.children === null) return;
    for (const { name } of this.list(uid, found)) yield* this.everything(uid, [...from, name]);
  }

  /** Where the person finds a node; null where they do not. */
  pathOf(uid: string, node: FileNode): readonly string[] | null {
    const path: string[] = [];
    for (let each: FileNode | null = node; each !== null; each = each.parent) {
      const share = this.#mounts(uid).find((mount) => mount.node === each);
      if (share !== undefined) return [share.target, ...path];
      if (each === this.tree.home(uid)) return path;
      path.unshift(each.name);
    }
    return null;
  }

  used(uid: string): number {
    return sizeOf(this.tree.home(uid));
  }

  /** Makes the folders on the way where they are missing. */
  folder(uid: string, path: string): FileNode {
    let node = this.tree.home(uid);
    for (const name of path.split("/").filter((part) => part !== "")) {
      node = node.children?.get(name) ?? this.tree.makeFolder(node, name);
    }
    return node;
  }

  /** Writes a file as a colleague would, with the folders on the way. */
  put(uid: string, path: string, content: string | Buffer, facts: WriteFacts = {}): FileNode {
    const at = path.lastIndexOf("/");
    const folder = this.folder(uid, path.slice(0, Math.max(at, 0)));
    const { by = uid, modified } = facts;
    return this.tree.write(folder, path.slice(at + 1), Buffer.from(content), {
      by,
      ...(modified !== undefined && { modified }),
    });
  }

  /** Gives a node to somebody; pending ones wait for a yes and say so in a notification. */
  share(
    node: FileNode,
    recipient: string,
    options: {
      readonly permissions?: number;
      readonly isPending?: boolean;
      readonly at?: Date;
      readonly note?: string;
    } = {},
  ): Share {
    const folderBits = node.children === null ? 19 : ownPermissions;
    const share: Share = {
      id: this.#nextShare,
      node,
      owner: node.owner,
      recipient,
      permissions: options.permissions ?? folderBits,
      at: options.at ?? this.now(),
      note: options.note ?? "",
      target: this.#freeName(recipient, node.name),
      isPending: options.isPending ?? false,
    };
    this.#nextShare += 1;
    this.shares.push(share);
    if (share.isPending) this.notifications.add(recipient, invitation(this, share));
    else this.#arrived(share);
    return share;
  }

  accept(share: Share): void {
    share.isPending = false;
    this.notifications.processed(share.recipient, "local_share", String(share.id));
    this.#arrived(share);
  }

  unshare(share: Share): void {
    this.shares.splice(this.shares.indexOf(share), 1);
    this.notifications.processed(share.recipient, "local_share", String(share.id));
    this.#arrived(share);
  }

  /** A comment; whoever can see the file has it as unread, whoever is mentioned is told. */
  comment(
    node: FileNode,
    by: string,
    text: string,
    options: { readonly mentions?: readonly string[]; readonly at?: Date } = {},
  ): void {
    const id = this.#nextComment;
    this.#nextComment += 1;
    this.comments.push({ id, node, by, text, at: options.at ?? this.now() });
    for (const uid of this.peopleOf(node)) {
      if (uid !== by) node.unreadComments.set(uid, (node.unreadComments.get(uid) ?? 0) + 1);
    }
    for (const uid of options.mentions ?? []) {
      const told = mention(this, node, { uid, by, text, id });
      this.notifications.add(uid, { ...told, ...(options.at !== undefined && { at: options.at }) });
    }
  }

  /** Who can see a node: its owner and everybody it or a folder above it was given to. */
  peopleOf(node: FileNode): ReadonlySet<string> {
    const given = this.shares.filter((share) => !share.isPending && isWithin(node, share.node));
    return new Set([node.owner, ...given.map((share) => share.recipient)]);
  }

  removed(node: FileNode): void {
    for (const share of this.shares.filter((each) => isWithin(each.node, node))) this.unshare(share);
  }

  #mounts(uid: string): readonly Share[] {
    return this.shares.filter((share) => share.recipient === uid && !share.isPending);
  }

  #shared(share: Share, node: FileNode): Found {
    const { id, owner, permissions } = share;
    return { node, permissions, share: { id, owner }, isMountRoot: node === share.node };
  }

  #freeName(uid: string, name: string): string {
    const isTaken = (each: string) => this.find(uid, [each]) !== null;
    for (let count = 2, each = name; ; count += 1) {
      if (!isTaken(each)) return each;
      each = name.replace(/(\.[^.]*)?$/, ` (${count})$1`);
    }
  }

  /** The recipient's top folder holds something new or no more, which is a change of it. */
  #arrived(share: Share): void {
    this.tree.touch(this.tree.home(share.recipient));
    this.#tell({ uid: share.recipient, topic: "file", ids: [share.node.id] });
  }

  /** A change below something shared is a change in the recipients' top folders too. */
  #propagate(changed: readonly FileNode[]): void {
    const [first] = changed;
    if (first === undefined) return;
    const ids = changed.map(({ id }) => id);
    for (const uid of this.peopleOf(first)) {
      const home = this.tree.home(uid);
      if (home !== changed.at(-1)) {
        home.etag = `${first.etag}${home.id}`;
        ids.push(home.id);
      }
      this.#tell({ uid, topic: "file", ids });
      this.#tell({ uid, topic: "activity", ids: [] });
    }
  }

  #tell(change: NextcloudChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
