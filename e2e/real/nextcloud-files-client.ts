import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Lists, searches and finds favourites with the vendor's own library, which expects a browser: address, person and
// password are its arguments, and what it understood is printed.
const [packages = "", address = "", user = "", password = ""] = process.argv.slice(2);

interface Node {
  readonly path: string;
  readonly fileid: number;
  readonly type: string;
  readonly permissions: number;
  readonly size: number;
  readonly owner: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}
interface Client {
  getDirectoryContents(path: string, options: object): Promise<{ readonly data: readonly object[] }>;
  search(path: string, options: object): Promise<{ readonly data: { readonly results: readonly object[] } }>;
}
interface Library {
  getClient(address: string, headers: object): Client;
  getRemoteURL(): string;
  getRootPath(): string;
  getDefaultPropfind(): string;
  getRecentSearch(since: number): string;
  getFavoriteNodes(options: { readonly client: Client }): Promise<readonly Node[]>;
  resultToNode(result: object): Node;
}
interface Browser {
  readonly document: { head: { dataset: Record<string, string> } };
  readonly DOMParser: unknown;
}

async function load(path: string): Promise<unknown> {
  return import(pathToFileURL(join(packages, "node_modules", path)).href);
}

// The shapes of foreign packages, as far as they are used here.
const { Window } = (await load("happy-dom/lib/index.js")) as { Window: new (options: object) => Browser };
const { document, DOMParser } = new Window({ url: `${address}/` });
Object.assign(document.head.dataset, { user, userDisplayname: user });
const location = new URL(`${address}/`);
Object.assign(globalThis, { window: globalThis, document, DOMParser, location, _oc_webroot: "" });

const library = (await load("@nextcloud/files/dist/dav.mjs")) as Library;
const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
const client = library.getClient(library.getRemoteURL(), { authorization, "ocs-apirequest": "true" });
const told = ({ path, fileid, type, permissions, size, owner, attributes }: Node) => ({
  path,
  fileid,
  type,
  permissions,
  size,
  owner,
  isFavourite: attributes["favorite"] === 1,
  hasPreview: attributes["has-preview"],
});
const listed = await client.getDirectoryContents(`${library.getRootPath()}/`, {
  details: true,
  data: library.getDefaultPropfind(),
});
const found = await client.search("/", { details: true, data: library.getRecentSearch(0) });
const favourites = await library.getFavoriteNodes({ client });
process.stdout.write(
  JSON.stringify({
    listed: listed.data.map((each) => told(library.resultToNode(each))),
    recent: found.data.results.map((each) => library.resultToNode(each).path),
    favourites: favourites.map(({ path }) => path),
  }),
);
