/** A way into a document: names of members and indexes of entries. */
export type DocumentPath = readonly (string | number)[];

/** A text of the document that names something, with where it stands. */
export interface PlacedText {
  readonly text: string;
  readonly path: DocumentPath;
  /** In words, with the key of the entry that it stands in. */
  readonly where: string;
}

/** What names what in a document, as far as its shape can be read. */
export interface DocumentPlaces {
  readonly keys: Readonly<Record<"tiles" | "folders" | "categories" | "sources", readonly PlacedText[]>>;
  readonly namedTiles: readonly PlacedText[];
  readonly namedFolders: readonly PlacedText[];
  readonly namedSources: readonly PlacedText[];
  /** Addresses that the portal sends people or its own requests to. */
  readonly addresses: readonly PlacedText[];
  /** Uploaded pictures. */
  readonly pictures: readonly PlacedText[];
  readonly sources: readonly { readonly value: unknown; readonly path: DocumentPath; readonly where: string }[];
}

/** Something in the document: its value and the way to it. */
class Spot {
  readonly value: unknown;
  readonly path: DocumentPath;
  readonly where: string;

  constructor(value: unknown, path: DocumentPath = [], where = "") {
    this.value = value;
    this.path = path;
    this.where = where;
  }

  /** A member; `where` names it only at the top, and a thing by its key below that. */
  at(name: string, where = this.where): Spot {
    const { value } = this;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    const member: unknown = isObject ? new Map<string, unknown>(Object.entries(value)).get(name) : undefined;
    return new Spot(member, [...this.path, name], where);
  }

  entries(): Spot[] {
    return Array.isArray(this.value)
      ? this.value.map((value: unknown, at) => new Spot(value, [...this.path, at], this.where))
      : [];
  }

  /** The entries of a list at the top, each named by its key. */
  things(list: string): Spot[] {
    return this.at(list)
      .entries()
      .map((entry) => {
        const key = entry.at("key").value;
        return new Spot(
          entry.value,
          entry.path,
          `${list}.${typeof key === "string" ? key : String(entry.path.at(-1))}`,
        );
      });
  }

  texts(): PlacedText[] {
    return typeof this.value === "string" ? [{ text: this.value, path: this.path, where: this.where }] : [];
  }

  /** The texts of both languages. */
  localized(): PlacedText[] {
    return [...this.at("de").texts(), ...this.at("en").texts()];
  }
}

/** Reads what names what; what is not there or of another type is left out. */
export function placesOf(document: unknown): DocumentPlaces {
  const root = new Spot(document);
  const portal = root.at("portal", "portal");
  const [tiles, folders, categories, sources] = (["tiles", "folders", "categories", "sources"] as const).map((list) =>
    root.things(list),
  );
  const keysOf = (things: readonly Spot[] = []) => things.flatMap((thing) => thing.at("key").texts());
  const items = (categories ?? []).flatMap((category) => category.at("items").entries());
  return {
    keys: { tiles: keysOf(tiles), folders: keysOf(folders), categories: keysOf(categories), sources: keysOf(sources) },
    namedTiles: [
      ...listed(portal.at("dock", "portal.dock")),
      ...listed(portal.at("navigation", "portal.navigation").at("tiles")),
      ...(folders ?? []).flatMap((folder) => listed(folder.at("tiles"))),
      ...items.flatMap((item) => item.at("tile").texts()),
    ],
    namedFolders: items.flatMap((item) => item.at("folder").texts()),
    namedSources: (tiles ?? []).flatMap((tile) => tile.at("source").texts()),
    addresses: addressesOf(portal, tiles ?? [], sources ?? []),
    pictures: [
      ...(tiles ?? []).flatMap((tile) => tile.at("icon").texts()),
      ...["light", "dark"].flatMap((kind) => portal.at("branding", "portal.branding").at("logo").at(kind).texts()),
    ].filter(({ text }) => text.startsWith("upload:")),
    sources: sources ?? [],
  };
}

function listed(list: Spot): PlacedText[] {
  return list.entries().flatMap((entry) => entry.texts());
}

function addressesOf(portal: Spot, tiles: readonly Spot[], sources: readonly Spot[]): PlacedText[] {
  return [
    ...["imprint", "privacy", "accessibility", "reportBarrier", "help"].flatMap((name) =>
      portal.at(name, `portal.${name}`).localized(),
    ),
    ...portal.at("support", "portal.support.address").at("address").localized(),
    ...tiles.flatMap((tile) => tile.at("links").localized()),
    ...sources.flatMap((source) => [...source.at("address").texts(), ...source.at("requestAccess").localized()]),
  ];
}
