import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import type { ConfiguredTile, PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { finding } from "./lint-finding.ts";

type Text = { readonly de?: unknown; readonly en?: unknown } | undefined;
type Named = { readonly key: string; readonly name: { readonly de: string; readonly en?: string | undefined } };

/** Texts without their other language. German is required by the shape; whoever reads English gets it instead. */
export function missingTexts(document: PortalConfiguration): LintFinding[] {
  const { portal, categories, folders, tiles, sources } = document;
  return [
    ...untranslated("portal/name", "name", portal.name),
    ...untranslated("portal/organisation", "organisation", portal.organisation),
    ...untranslated("portal/support", "support.name", portal.support.name),
    ...untranslated("portal/branding", "branding.welcome", portal.branding?.welcome),
    ...(
      [
        ["categories", categories],
        ["folders", folders],
        ["sources", sources],
      ] as const
    ).flatMap(([list, things]) => things.flatMap(({ key, name }) => untranslated(`${list}/${key}`, "name", name))),
    ...tiles.flatMap(tileTexts),
  ];
}

function tileTexts({ key, name, description, keywords, state }: ConfiguredTile): LintFinding[] {
  const path = `tiles/${key}`;
  return [
    ...untranslated(path, "name", name),
    ...untranslated(path, "description", description),
    ...untranslated(path, "keywords", keywords),
    ...untranslated(path, "state.text", state.kind === "maintenance" ? state.text : undefined),
  ];
}

function untranslated(path: string, field: string, text: Text): LintFinding[] {
  if (text === undefined || (text.de !== undefined && text.en !== undefined)) {
    return [];
  }
  const languages = (["de", "en"] as const).filter((language) => text[language] === undefined);
  // Keywords alone may have neither.
  return languages.length === 1
    ? languages.map((language) => finding("missing_language", path, { field, language }))
    : [];
}

/** A logo is described in both languages, because its text is all that some people have of it. */
export function missingAlternatives({ portal }: PortalConfiguration): LintFinding[] {
  const text = portal.branding?.logo?.text;
  return text !== undefined && text.en === undefined
    ? [finding("missing_alternative_text", "portal/branding", { field: "branding.logo.text", language: "en" })]
    : [];
}

/** Things of one kind that are called the same in one language, so that nobody can tell them apart. */
export function duplicateNames({ categories, folders, tiles, sources }: PortalConfiguration): LintFinding[] {
  const shown = tiles.filter(({ state }) => state.kind !== "hidden");
  return (
    [
      ["tiles", shown],
      ["folders", folders],
      ["categories", categories],
      ["sources", sources],
    ] as const
  ).flatMap(([list, things]) => duplicatesIn(list, things));
}

function duplicatesIn(list: string, things: readonly Named[]): LintFinding[] {
  const german = sameNames(things, "de");
  const english = [...sameNames(things, "en")].filter(([key]) => !german.has(key));
  const said =
    (language: string) =>
    ([key, { name, other }]: readonly [string, { name: string; other: string }]) =>
      finding("duplicate_name", `${list}/${key}`, { language, name, other });
  return [...[...german].map(said("de")), ...english.map(said("en"))];
}

/** By the key of the later one: the name and the key of the first that has it. */
function sameNames(things: readonly Named[], language: "de" | "en"): Map<string, { name: string; other: string }> {
  const first = new Map<string, string>();
  const same = new Map<string, { name: string; other: string }>();
  for (const { key, name } of things) {
    const text = name[language] ?? name.de;
    const folded = text.normalize("NFKC").toLocaleLowerCase(language);
    const other = first.get(folded);
    if (other === undefined) {
      first.set(folded, key);
    } else {
      same.set(key, { name: text, other });
    }
  }
  return same;
}
