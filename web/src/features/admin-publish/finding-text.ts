import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import { localize } from "@pforte/shared/contract/localized";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { fieldTexts } from "#ui/difference-fields.ts";
import type { DifferenceTexts } from "#ui/difference-text.ts";

/** Facts that are told beside the sentence of a rule, in this order; the field and the language stand in it already. */
const toldFacts = ["other", "group", "groups", "colour", "ratio", "address", "status", "message"] as const;

/** What a finding is about by its name, the sentence of its rule, and the facts that help to find it. */
export interface FindingText {
  readonly name: string;
  readonly sentence: string;
  readonly facts: string;
}

export function findingText(finding: LintFinding, document: PortalConfiguration, text: DifferenceTexts): FindingText {
  const { t } = text;
  const { field = "", language = "" } = finding.facts;
  return {
    name: nameOf(finding.path, document, text),
    sentence: t(`lint.${finding.rule}`, { field: fieldText(field, text), language: languageText(language, text) }),
    facts: toldFacts
      .flatMap((name) => {
        const value = finding.facts[name] ?? "";
        return value === "" ? [] : factText(name, value, { path: finding.path, document, text });
      })
      .join(" · "),
  };
}

interface Around {
  readonly path: string;
  readonly document: PortalConfiguration;
  readonly text: DifferenceTexts;
}

function factText(name: (typeof toldFacts)[number], value: string, { path, document, text }: Around): string[] {
  const { t, number } = text;
  switch (name) {
    case "other":
      return [t("lint.other", { name: nameOf(`${path.split("/")[0] ?? ""}/${value}`, document, text) })];
    case "group":
    case "groups":
      return [t("lint.group", { name: value })];
    case "ratio":
      return [t("lint.ratio", { ratio: number(Number(value)) })];
    case "status":
      // Without an answer there is no number, and the sentence has said so.
      return /^\d+$/u.test(value) ? [t("lint.status", { status: value })] : [];
    case "colour":
    case "address":
    case "message":
      return [value];
  }
}

function fieldText(field: string, { t }: DifferenceTexts): string {
  const key = fieldTexts[field];
  return key === undefined ? field : t(key);
}

function languageText(language: string, { t }: DifferenceTexts): string {
  return language === "de" || language === "en" ? t(`difference.${language}`) : language;
}

/** Where a finding is put right. */
export function findingHref(path: string): string {
  const [section, key] = path.split("/");
  switch (section) {
    case "tiles":
      return at("/admin/tiles", "tile", key);
    case "folders":
      return at("/admin/tiles", "folder", key);
    case "categories":
      return at("/admin/tiles", "category", key);
    case "sources":
      return at("/admin/sources", "source", key);
    default:
      return "/admin/branding";
  }
}

function at(path: string, name: string, key: string | undefined): string {
  return key === undefined ? path : `${path}?${new URLSearchParams({ [name]: key }).toString()}`;
}

function nameOf(path: string, document: PortalConfiguration, { t, language }: DifferenceTexts): string {
  const [section, key] = path.split("/");
  const things =
    section === "tiles" || section === "folders" || section === "categories" || section === "sources"
      ? document[section]
      : [];
  const found = things.find((thing) => thing.key === key);
  if (found !== undefined) {
    return localize(found.name, language);
  }
  return section === "portal" ? t("lint.portal") : (key ?? path);
}
