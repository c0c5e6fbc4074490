import type { ConfigurationChange } from "@pforte/shared/configuration/difference";
import type { Text, TextKey, TopicKey } from "#i18n/text.ts";
import { fieldTexts, valueTexts } from "./difference-fields.ts";

/** Texts of a view whose topics have `adminPublish` among them. */
export type DifferenceTexts = Text<TextKey | TopicKey<"adminPublish">>;

type Changed = Extract<ConfigurationChange, { kind: "changed" }>;
type Moved = Extract<ConfigurationChange, { kind: "moved" }>;
type Listed = Exclude<ConfigurationChange, Changed | Moved>;
type Named = Moved["named"];
type Position = NonNullable<Moved["from"]>;

/** One change between two configurations as a sentence. */
export function differenceText(change: ConfigurationChange, text: DifferenceTexts): string {
  switch (change.kind) {
    case "added":
    case "removed":
      return listedText(change, text);
    case "moved":
      return movedText(change, text);
    case "changed":
      return changedText(change, text);
  }
}

function listedText({ kind, what, named, position }: Listed, text: DifferenceTexts): string {
  const { t } = text;
  const words = { what: t(`difference.what.${what}`), name: nameOf(named, text) };
  // A category stands in itself, which says nothing.
  return position === null || what === "category"
    ? t(`difference.${kind}`, words)
    : t(kind === "added" ? "difference.addedAt" : "difference.removedFrom", {
        ...words,
        place: placeText(position, text),
      });
}

function movedText({ what, named, from, to }: Moved, text: DifferenceTexts): string {
  const { t } = text;
  const name = nameOf(named, text);
  if (from === null || to === null) {
    const [key, position] =
      from === null ? (["difference.placed", to] as const) : (["difference.unplaced", from] as const);
    const place = position === null ? "" : placeText(position, text);
    return t(key, { name, from: place, to: place });
  }
  if (what === "category") {
    return t("difference.movedCategory", { name, from: from.at, to: to.at });
  }
  if (from.in === to.in && from.named.key === to.named.key) {
    return t("difference.movedWithin", { name, place: containerText(to, text), from: from.at, to: to.at });
  }
  return t("difference.moved", { name, from: placeText(from, text), to: placeText(to, text) });
}

function changedText(change: Changed, text: DifferenceTexts): string {
  const { t } = text;
  const subject = subjectText(change, text);
  const [before, after] = [valueText(change, change.before, text), valueText(change, change.after, text)];
  if (before === null) {
    return t("difference.set", { subject, after: after ?? "" });
  }
  return after === null
    ? t("difference.cleared", { subject, before })
    : t("difference.changed", { subject, before, after });
}

/** `Name (Englisch) von „Contacts“`. */
function subjectText({ what, named, field }: Changed, text: DifferenceTexts): string {
  const { t } = text;
  const { base, language } = fieldOf(field);
  const known = fieldTexts[base];
  const label = known === undefined ? base : t(known);
  const whole =
    language === null ? label : t("difference.inLanguage", { field: label, language: t(`difference.${language}`) });
  if (named !== null) {
    return t("difference.of", { field: whole, name: nameOf(named, text) });
  }
  return what === "portal" && base === "name"
    ? t("difference.ofPortal", { field: whole })
    : t("difference.ofPortalPlain", { field: whole });
}

/** A value as it is read; `null` where there is none. No groups are everybody. */
function valueText({ field, what }: Changed, value: string | null, text: DifferenceTexts): string | null {
  const { t } = text;
  const { base } = fieldOf(field);
  if (value === null) {
    return what === "tile" && base === "groups" ? t("difference.value.everybody") : null;
  }
  const word = valueTexts[base]?.[value];
  if (word !== undefined) {
    return t(word);
  }
  return value.startsWith("upload:") ? t("difference.value.uploaded") : t("difference.quoted", { value });
}

function fieldOf(field: string): { readonly base: string; readonly language: "de" | "en" | null } {
  const language = /\.(?<language>de|en)$/u.exec(field)?.groups?.["language"];
  return language === "de" || language === "en"
    ? { base: field.slice(0, -language.length - 1), language }
    : { base: field, language: null };
}

function nameOf({ de, en }: Named, { language }: DifferenceTexts): string {
  return language === "en" ? (en ?? de) : de;
}

function containerText({ in: kind, named }: Position, text: DifferenceTexts): string {
  const name = nameOf(named, text);
  return kind === "folder" ? text.t("difference.folder", { name }) : name;
}

function placeText({ in: kind, named, at }: Position, text: DifferenceTexts): string {
  return text.t(kind === "folder" ? "difference.inFolder" : "difference.inCategory", { name: nameOf(named, text), at });
}
