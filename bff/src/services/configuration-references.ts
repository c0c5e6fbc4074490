import { portalSource } from "@pforte/shared/contract/inbox";
import type { ConfiguredSource, PortalConfiguration } from "@pforte/shared/contract/portal-configuration";

/** What is wrong with a source of this kind, or null; an unknown kind is a problem too. */
export type SourceKinds = (source: ConfiguredSource) => string | null;

/** What a document's shape cannot say: names that point nowhere, twice the same key, a tile in two places, addresses in clear text. */
export function referenceProblems(document: PortalConfiguration, kinds: SourceKinds): readonly string[] {
  return [
    ...duplicates("tiles", document.tiles),
    ...duplicates("folders", document.folders),
    ...duplicates("categories", document.categories),
    ...duplicates("sources", document.sources),
    ...danglingKeys(document),
    ...placedTwice(document),
    ...plainAddresses(document),
    ...document.sources.flatMap(({ key }) =>
      key === portalSource ? [`sources.${key}: this key names the portal's own notifications`] : [],
    ),
    ...document.sources.flatMap((source) => {
      const problem = kinds(source);
      return problem === null ? [] : [`sources.${source.key}: ${problem}`];
    }),
  ];
}

function duplicates(list: string, entries: readonly { readonly key: string }[]): string[] {
  return repeated(entries.map(({ key }) => key)).map((key) => `${list}: the key ${key} occurs twice`);
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, at) => values.indexOf(value) !== at))];
}

function danglingKeys({ portal, categories, folders, tiles, sources }: PortalConfiguration): string[] {
  const tileKeys = new Set(tiles.map(({ key }) => key));
  const folderKeys = new Set(folders.map(({ key }) => key));
  const sourceKeys = new Set(sources.map(({ key }) => key));
  const noTile = (where: string) => (key: string) => (tileKeys.has(key) ? [] : [`${where}: there is no tile ${key}`]);
  return [
    ...portal.dock.flatMap(noTile("portal.dock")),
    ...folders.flatMap(({ key, tiles: inside }) => inside.flatMap(noTile(`folders.${key}`))),
    ...categories.flatMap(({ key, items }) =>
      items.flatMap((item) => {
        if ("tile" in item) {
          return noTile(`categories.${key}`)(item.tile);
        }
        return folderKeys.has(item.folder) ? [] : [`categories.${key}: there is no folder ${item.folder}`];
      }),
    ),
    ...tiles.flatMap(({ key, source }) =>
      source === undefined || sourceKeys.has(source) ? [] : [`tiles.${key}: there is no source ${source}`],
    ),
  ];
}

function placedTwice({ categories, folders }: PortalConfiguration): string[] {
  const items = categories.flatMap((category) => category.items);
  const tiles = [
    ...items.flatMap((item) => ("tile" in item ? [item.tile] : [])),
    ...folders.flatMap((folder) => folder.tiles),
  ];
  const placedFolders = items.flatMap((item) => ("folder" in item ? [item.folder] : []));
  return [
    ...repeated(tiles).map((key) => `tiles.${key}: it is placed twice`),
    ...repeated(placedFolders).map((key) => `folders.${key}: it is placed twice`),
  ];
}

/** Clear text is for this very machine only. */
function plainAddresses({ portal, tiles, sources }: PortalConfiguration): string[] {
  const named: (readonly [string, { readonly de: string; readonly en?: string | undefined } | undefined])[] = [
    ["portal.imprint", portal.imprint],
    ["portal.privacy", portal.privacy],
    ["portal.accessibility", portal.accessibility],
    ["portal.reportBarrier", portal.reportBarrier],
    ["portal.support.address", portal.support.address],
    ...tiles.map(({ key, links }) => [`tiles.${key}`, links] as const),
    ...sources.flatMap(({ key, address, requestAccess }) => [
      [`sources.${key}`, { de: address }] as const,
      [`sources.${key}`, requestAccess] as const,
    ]),
  ];
  return named.flatMap(([where, addresses]) =>
    [addresses?.de, addresses?.en]
      .filter((address) => address !== undefined && !isEncryptedOrLoopback(address))
      .map((address) => `${where}: ${address} is neither https nor on this machine`),
  );
}

function isEncryptedOrLoopback(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return (
    protocol === "https:" ||
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "127.0.0.1" ||
    hostname === "[::1]"
  );
}
