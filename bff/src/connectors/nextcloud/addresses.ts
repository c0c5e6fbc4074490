import { withoutEndingSlashes } from "#connectors/kit/address.ts";
import type { CallContext } from "#connectors/kit/connector.ts";
import type { UpstreamPath } from "#connectors/kit/upstream-path.ts";

/** Where one Nextcloud is: for the portal, and for people's browsers. */
export interface Addresses {
  /** The source's own address. */
  readonly api: string;
  /** Without a slash at its end. */
  readonly web: string;
}

export function addressesOf(api: string, web: string | undefined): Addresses {
  return { api: withoutEndingSlashes(api), web: withoutEndingSlashes(web ?? api) };
}

/** Opens a file in its editor or viewer, a folder as itself. */
export const fileHref = ({ web }: Addresses, id: string) => `${web}/index.php/f/${encodeURIComponent(id)}`;

/** Opens the folder that a file lies in. */
export const folderHref = ({ web }: Addresses, folder: readonly string[]) =>
  `${web}/index.php/apps/files/files?dir=${encodeURIComponent(`/${folder.join("/")}`)}`;

/** A link that Nextcloud wrote, on the address that browsers use; null where it leads anywhere else (S37). */
export function webHref(addresses: Addresses, link: string): string | null {
  const below = restBelow(addresses, link);
  return below === null ? null : addresses.web + below;
}

/** A link that Nextcloud wrote, as a path that may be called: at this source and below the prefix, or null (S53). */
export function callPath(
  { http }: Pick<CallContext, "http">,
  addresses: Addresses,
  link: string,
  prefix: `/${string}`,
): UpstreamPath | null {
  const below = restBelow(addresses, link);
  return below === null ? null : http.pathOf(addresses.api + below, prefix);
}

/**
 * What follows the address in a link. Behind a proxy Nextcloud writes the public address into its links, which is the
 * same server.
 */
function restBelow({ api, web }: Addresses, link: string): string | null {
  if (!URL.canParse(link)) return null;
  const { protocol, href, username, password } = new URL(link);
  if ((protocol !== "http:" && protocol !== "https:") || username !== "" || password !== "") return null;
  for (const address of [api, web]) {
    const base = new URL(`${address}/`).href;
    if (href.startsWith(base)) return `/${href.slice(base.length)}`;
  }
  return null;
}
