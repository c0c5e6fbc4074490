import { html, type Markup } from "./markup.ts";
import type { FileNode } from "./nextcloud-tree.ts";
import type { NextcloudWorld } from "./nextcloud-world.ts";
import type { ToolContent, ToolVisit } from "./tool-content.ts";

const texts = {
  de: {
    files: "Alle Dateien",
    waiting: "Wartende Freigaben",
    from: "von",
    accept: "Annehmen",
    changed: "geändert",
    by: "von",
    comments: "Kommentare",
    noComments: "Noch keine.",
    unknown: "Diese Datei gibt es hier nicht.",
    empty: "Hier liegt nichts.",
    act: "Als Kollegin oder Kollege handeln",
    as: "Als",
    change: "Inhalt ändern",
    rename: "Umbenennen",
    name: "Name",
    comment: "Kommentar",
    text: "Passt so, danke.",
    mention: "und mich erwähnen",
    send: "Kommentieren",
    shareNew: "Eine neue Datei mit mir teilen",
    newName: "Hinweise zur Anhörung.odt",
    share: "Teilen",
  },
  en: {
    files: "All files",
    waiting: "Shares that wait",
    from: "from",
    accept: "Accept",
    changed: "changed",
    by: "by",
    comments: "Comments",
    noComments: "None yet.",
    unknown: "There is no such file here.",
    empty: "There is nothing here.",
    act: "Act as a colleague",
    as: "As",
    change: "Change the content",
    rename: "Rename",
    name: "Name",
    comment: "Comment",
    text: "Fine with me, thank you.",
    mention: "and mention me",
    send: "Comment",
    shareNew: "Share a new file with me",
    newName: "Notes on the hearing.odt",
    share: "Share",
  },
} as const;

interface Viewer {
  readonly world: NextcloudWorld;
  readonly uid: string;
  readonly language: "de" | "en";
}

/** The pages of the file tool: folders, files, what waits, and forms by which colleagues act. Deep links lead here. */
export function nextcloudContent(world: NextcloudWorld): ToolContent {
  return {
    show({ username, language, url }) {
      // Whoever opens the tool for the first time gets an account, as anywhere.
      world.addAccount(username);
      const viewer = { world, uid: username, language };
      const node = nodeAt(viewer, url);
      if (node === null) return html`<p role="alert">${texts[language].unknown}</p>`;
      return node.children === null ? filePage(viewer, node) : folderPage(viewer, node);
    },
    act(visit, form) {
      world.addAccount(visit.username);
      return act(world, visit, form);
    },
  };
}

/** What an address of the tool leads to: a file by its id, a comment's file, or a folder by its path. */
function nodeAt({ world, uid }: Viewer, url: URL): FileNode | null {
  const path = url.pathname.replace(/^\/index\.php/, "");
  const note = /^\/apps\/comments\/notifications\/view\/(\d+)$/.exec(path)?.[1];
  if (note !== undefined) {
    world.notifications.processed(uid, "comment", note);
    return visible(world, uid, world.comments.find(({ id }) => String(id) === note)?.node);
  }
  const id = /^\/(?:f|apps\/files\/files)\/(\d+)$/.exec(path)?.[1] ?? url.searchParams.get("fileid");
  if (id !== null && id !== undefined) return visible(world, uid, world.tree.byId(Number(id)));
  const dir = (url.searchParams.get("dir") ?? "/").split("/").filter((part) => part !== "");
  return world.find(uid, dir)?.node ?? null;
}

function visible(world: NextcloudWorld, uid: string, node: FileNode | null | undefined): FileNode | null {
  return node !== null && node !== undefined && world.pathOf(uid, node) !== null ? node : null;
}

const folderAddress = (path: readonly string[]) =>
  `/index.php/apps/files/?dir=${encodeURIComponent(`/${path.join("/")}`)}`;

function when(at: Date, language: "de" | "en"): string {
  return at.toLocaleString(language === "de" ? "de-DE" : "en-GB", {
    dateStyle: "short",
    timeStyle: "short",
    timeZone: "Europe/Berlin",
  });
}

function folderPage(viewer: Viewer, folder: FileNode): Markup {
  const { world, uid, language } = viewer;
  const text = texts[language];
  const path = world.pathOf(uid, folder) ?? [];
  const found = world.find(uid, path);
  const entries = found === null ? [] : world.list(uid, found);
  const pending = world.shares.filter((share) => share.isPending && share.recipient === uid);
  return html`<h2>${path.length === 0 ? text.files : path.join(" / ")}</h2>
    ${entries.length === 0 ? html`<p>${text.empty}</p>` : ""}
    <ul>
      ${entries.map(({ name, found: { node } }) => {
        const address = node.children === null ? `/index.php/f/${node.id}` : folderAddress([...path, name]);
        const facts = `${when(node.modified, language)} · ${world.nameOf(node.changedBy)}`;
        return html`<li><a href="${address}">${name}</a><br />${facts}</li>`;
      })}
    </ul>
    ${pending.length === 0 ? "" : html`<h2>${text.waiting}</h2>`}
    ${pending.map(
      (share) =>
        html`<form method="post" action="/act">
          <p>${share.node.name} ${text.from} ${world.nameOf(share.owner)}</p>
          <input type="hidden" name="share" value="${share.id}" />
          <p class="acts"><button name="act" value="accept" type="submit">${text.accept}</button></p>
        </form>`,
    )}
    <form method="post" action="/act">
      <h2>${text.shareNew}</h2>
      ${colleagues(viewer)}
      <p class="acts">
        <input name="name" aria-label="${text.name}" value="${text.newName}" size="28" required />
        <button name="act" value="share" type="submit">${text.share}</button>
      </p>
    </form>
    ${path.length === 0 ? "" : allFiles(viewer)}`;
}

function filePage(viewer: Viewer, node: FileNode): Markup {
  const { world, uid, language } = viewer;
  const text = texts[language];
  const place = world.pathOf(uid, node)?.slice(0, -1) ?? [];
  const comments = world.comments.filter((comment) => comment.node === node).slice(-8);
  node.unreadComments.delete(uid);
  const file = html`<input type="hidden" name="file" value="${node.id}" />`;
  return html`<h2 id="file">${node.name}</h2>
    <p>
      <a href="${folderAddress(place)}">${place.length === 0 ? text.files : place.join(" / ")}</a><br />
      ${text.changed} ${when(node.modified, language)} ${text.by} ${world.nameOf(node.changedBy)}
    </p>
    <h2>${text.comments}</h2>
    ${comments.length === 0 ? html`<p>${text.noComments}</p>` : ""}
    <ul>
      ${comments.map((comment) => html`<li><strong>${world.nameOf(comment.by)}</strong>: ${comment.text}</li>`)}
    </ul>
    <form method="post" action="/act">
      <h2>${text.act}</h2>
      ${file}${colleagues(viewer)}
      <p class="acts">
        <input name="text" aria-label="${text.comment}" value="${text.text}" size="28" />
        <label><input type="checkbox" name="mention" /> ${text.mention}</label>
        <button name="act" value="comment" type="submit">${text.send}</button>
      </p>
      <p class="acts"><button name="act" value="change" type="submit">${text.change}</button></p>
      <p class="acts">
        <input name="name" aria-label="${text.name}" value="${node.name}" size="28" />
        <button name="act" value="rename" type="submit">${text.rename}</button>
      </p>
    </form>
    ${allFiles(viewer)}`;
}

const allFiles = ({ language }: Viewer) => html`<p><a href="/">${texts[language].files}</a></p>`;

function colleagues({ world, uid, language }: Viewer): Markup {
  const others = [...world.accounts.values()].filter((account) => account.uid !== uid);
  return html`<p>
    <label
      >${texts[language].as}
      <select name="colleague">
        ${others.map(({ uid: each, name }) => html`<option value="${each}">${name}</option>`)}
      </select></label
    >
  </p>`;
}

/** Carries out a form; returns where to go on. */
function act(world: NextcloudWorld, { username }: ToolVisit, form: URLSearchParams): string {
  const by = form.get("colleague") ?? "";
  const name = (form.get("name") ?? "")
    .replaceAll(/[/\\\p{Cc}]/gu, "")
    .trim()
    .slice(0, 100);
  const share = world.shares.find(({ id, recipient }) => String(id) === form.get("share") && recipient === username);
  if (form.get("act") === "accept" && share?.isPending === true) {
    world.accept(share);
    return `/index.php/f/${share.node.id}`;
  }
  if (form.get("act") === "share" && name !== "" && world.accounts.has(by) && by !== username) {
    world.share(world.put(by, name, `${name}\n`), username, { isPending: true });
    return "/";
  }
  const node = visible(world, username, world.tree.byId(Number(form.get("file"))));
  if (node === null || !world.accounts.has(by)) return "/";
  actOn(world, node, { kind: form.get("act"), by, name, form, username });
  return `/index.php/f/${node.id}`;
}

function actOn(
  world: NextcloudWorld,
  node: FileNode,
  {
    kind,
    by,
    name,
    form,
    username,
  }: { kind: string | null; by: string; name: string; form: URLSearchParams; username: string },
): void {
  const { parent } = node;
  if (parent === null) return;
  if (kind === "comment") return comment(world, node, { by, form, username });
  if (kind === "change") {
    world.tree.write(parent, node.name, Buffer.concat([node.content, Buffer.from("\n")]), { by });
  }
  if (kind === "rename" && name !== "" && parent.children?.has(name) !== true) world.tree.move(node, parent, name);
}

function comment(
  world: NextcloudWorld,
  node: FileNode,
  { by, form, username }: { readonly by: string; readonly form: URLSearchParams; readonly username: string },
): void {
  const text = (form.get("text") ?? "").trim().slice(0, 500) || "…";
  const isMention = form.has("mention");
  world.comment(node, by, isMention ? `@${username} ${text}` : text, isMention ? { mentions: [username] } : {});
}
