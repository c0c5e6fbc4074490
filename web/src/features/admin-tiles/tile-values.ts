import { check } from "@pforte/shared/configuration/check";
import type { ConfiguredTile } from "@pforte/shared/contract/portal-configuration";

/** What the form holds, as it is typed. */
export interface TileValues {
  readonly nameDe: string;
  readonly nameEn: string;
  readonly descriptionDe: string;
  readonly descriptionEn: string;
  /** Separated by commas. */
  readonly keywordsDe: string;
  readonly keywordsEn: string;
  readonly linkDe: string;
  readonly linkEn: string;
  readonly icon: string;
  /** `#rrggbb`, or `""` for the colour of the page. */
  readonly colour: string;
  readonly groups: readonly string[];
  readonly isPublic: boolean;
  readonly target: ConfiguredTile["target"]["kind"];
  readonly tabName: string;
  readonly source: string;
  readonly identifier: string;
}

export type Field = keyof TileValues;

export const emptyValues: TileValues = {
  nameDe: "",
  nameEn: "",
  descriptionDe: "",
  descriptionEn: "",
  keywordsDe: "",
  keywordsEn: "",
  linkDe: "",
  linkEn: "",
  icon: "tool",
  colour: "",
  groups: [],
  isPublic: false,
  target: "new-tab",
  tabName: "",
  source: "",
  identifier: "",
};

export function valuesOf(tile: ConfiguredTile): TileValues {
  const { name, description, keywords, links, target } = tile;
  return {
    nameDe: name.de,
    nameEn: orEmpty(name.en),
    descriptionDe: orEmpty(description?.de),
    descriptionEn: orEmpty(description?.en),
    keywordsDe: orEmpty(keywords?.de?.join(", ")),
    keywordsEn: orEmpty(keywords?.en?.join(", ")),
    linkDe: links.de,
    linkEn: orEmpty(links.en),
    icon: tile.icon,
    colour: orEmpty(tile.colour),
    groups: tile.groups,
    isPublic: tile.public,
    target: target.kind,
    tabName: target.kind === "named-tab" ? target.name : "",
    source: orEmpty(tile.source),
    identifier: orEmpty(tile.identifier),
  };
}

function orEmpty(value: string | undefined): string {
  return value ?? "";
}

/** The tile that these values make, or the fields that are wrong. */
export function tileOf(
  values: TileValues,
  fixed: Pick<ConfiguredTile, "key"> & Partial<Pick<ConfiguredTile, "state">>,
):
  | { readonly kind: "valid"; readonly tile: ConfiguredTile }
  | { readonly kind: "invalid"; readonly fields: readonly Field[] } {
  const keywords = { ...listed("de", values.keywordsDe), ...listed("en", values.keywordsEn) };
  const checked = check("tile", {
    ...fixed,
    name: { de: values.nameDe, ...typed("en", values.nameEn) },
    ...(values.descriptionDe.trim() === "" && values.descriptionEn.trim() === ""
      ? {}
      : { description: { de: values.descriptionDe, ...typed("en", values.descriptionEn) } }),
    ...(Object.keys(keywords).length === 0 ? {} : { keywords }),
    icon: values.icon,
    links: { de: values.linkDe.trim(), ...typed("en", values.linkEn) },
    target:
      values.target === "named-tab" ? { kind: values.target, name: values.tabName.trim() } : { kind: values.target },
    groups: values.groups,
    public: values.isPublic,
    ...typed("colour", values.colour),
    ...typed("source", values.source),
    ...typed("identifier", values.identifier),
  });
  return checked.kind === "valid"
    ? { kind: "valid", tile: checked.value }
    : { kind: "invalid", fields: [...new Set(checked.paths.map(fieldOf))] };
}

function typed(name: string, value: string): Record<string, string> {
  return value.trim() === "" ? {} : { [name]: value.trim() };
}

function listed(name: string, value: string): Record<string, string[]> {
  const words = value
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  return words.length === 0 ? {} : { [name]: words };
}

const fields: Readonly<Record<string, Field>> = {
  "name.de": "nameDe",
  "name.en": "nameEn",
  "description.de": "descriptionDe",
  "description.en": "descriptionEn",
  "keywords.de": "keywordsDe",
  "keywords.en": "keywordsEn",
  "links.de": "linkDe",
  "links.en": "linkEn",
  "target.name": "tabName",
  icon: "icon",
  colour: "colour",
  groups: "groups",
  source: "source",
  identifier: "identifier",
};

function fieldOf(path: string): Field {
  const [first = "", second] = path.split(".");
  return fields[`${first}.${second}`] ?? fields[first] ?? "nameDe";
}
