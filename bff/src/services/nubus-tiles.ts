import { colourSchema, identifierSchema, type ConfiguredTile } from "@pforte/shared/contract/portal-configuration";
import { nameOfDn, type NubusEntry, type NubusPortal } from "./nubus-form.ts";
import type { NubusIcons } from "./nubus-icons.ts";
import { isSignIn, linksOf, targetOf, type LinkOptions } from "./nubus-links.ts";
import { keywordsOf, localizedOf, type NubusKeys } from "./nubus-texts.ts";

interface TileOptions extends LinkOptions {
  readonly keys: NubusKeys;
  readonly icons: NubusIcons;
  /** Groups that somebody is in, in lower case; null where that is not known. */
  readonly inhabited: ReadonlySet<string> | null;
}

/** The icon of tools that have none. */
const anyTool = "tool";

/** Tiles by the DN of their entry. */
export async function tilesOf(portal: NubusPortal, options: TileOptions): Promise<ReadonlyMap<string, ConfiguredTile>> {
  const tiles = new Map<string, ConfiguredTile>();
  for (const entry of portal.entries) {
    const tile = await tileOf(entry, portal.portal.defaultLinkTarget ?? "newwindow", options);
    if (tile !== null) {
      tiles.set(entry.dn, tile);
    }
  }
  return tiles;
}

async function tileOf(entry: NubusEntry, usual: string, options: TileOptions): Promise<ConfiguredTile | null> {
  const { keys, icons, report } = options;
  const name = nameOfDn(entry.dn);
  const what = `entry ${name}`;
  const reason = noTool(entry);
  const links = reason === null ? linksOf(entry, what, options) : null;
  if (links === null) {
    const said = (entry.links ?? []).map(({ value }) => value).join(", ") || "none";
    report.left(what, reason ?? `no address can be used (${said}); relative ones need the portal's address (--base)`);
    return null;
  }
  const key = keys.keyFor(name);
  report.mapped(`${what} as tiles/${key}`);
  if (entry.anonymous === true)
    report.changed(what, "it was shown before sign-in alone and is now shown after it, too");
  return {
    key,
    name: localizedOf(entry.name, `name of ${what}`, report) ?? { de: name.slice(0, 400) },
    ...detailsOf(entry, what, options),
    icon: (await icons.pictureOf(entry.icon_url ?? entry.logo_name, what)) ?? anyTool,
    links,
    target: targetOf(entry, usual, links, what, options),
    groups: groupsOf(entry.allowedGroups, what, options),
    public: entry.anonymous === true,
    state: entry.activated === false ? { kind: "hidden" } : { kind: "active" },
    ...identified(name),
  };
}

function detailsOf(entry: NubusEntry, what: string, options: TileOptions) {
  const description = localizedOf(entry.description, `description of ${what}`, options.report);
  const keywords = keywordsOf(entry.keywords);
  const colour = colourOf(entry, what, options);
  return {
    ...(description !== null && { description }),
    ...(keywords !== undefined && { keywords }),
    ...(colour !== null && { colour }),
  };
}

/** Why an entry is no tool at all. */
function noTool(entry: NubusEntry): string | null {
  if (entry.dn.startsWith("umc:")) {
    return "it is a module of the management console, which stays there";
  }
  return isSignIn(entry) ? "signing in and out is the portal's own" : null;
}

/** What other systems call it, where that is a name for them. */
export function identified(name: string): { readonly identifier?: string } {
  const identifier = identifierSchema.safeParse(name);
  return identifier.success ? { identifier: identifier.data } : {};
}

function colourOf({ backgroundColor }: NubusEntry, what: string, { report }: TileOptions): string | null {
  if (backgroundColor === null || backgroundColor === undefined || backgroundColor === "") {
    return null;
  }
  const colour = colourSchema.safeParse(backgroundColor.toLowerCase());
  if (colour.success) {
    return colour.data;
  }
  report.left(`background colour ${backgroundColor} of ${what}`, "colours are written as #rrggbb");
  return null;
}

/** Groups by their names, as sign-in tells them. */
export function groupsOf(
  dns: readonly string[] | null | undefined,
  what: string,
  { inhabited, report }: Pick<TileOptions, "inhabited" | "report">,
): string[] {
  return [...new Set((dns ?? []).map(nameOfDn))].map((group) => {
    const empty = inhabited !== null && !inhabited.has(group.toLowerCase());
    if (empty) report.changed(what, `nobody is in its group ${group}, or it is called otherwise`);
    return group.slice(0, 200);
  });
}
