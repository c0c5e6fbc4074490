import type { Language } from "@pforte/shared/contract/localized";
import type { catalogue as german } from "./de.ts";
import { createFormats, type Formats } from "./formats.ts";

type RawKey = keyof typeof german;

/** All texts of one language. */
export type Catalogue = Readonly<Record<RawKey, string>>;

type Plural = "one" | "other";

/** A key of the catalogues; `x_one` and `x_other` are reached as `x` with a `count`. */
export type TextKey = RawKey extends infer Key
  ? Key extends `${infer Base}_${Plural}`
    ? `${Base}_other` extends RawKey
      ? Base
      : Key
    : Key
  : never;

export type TextParameters = Readonly<Record<string, string | number>>;

/** Looks up a text and fills its `{names}`; with a `count`, in the form that this number takes. */
export type Translate = (key: TextKey, parameters?: TextParameters) => string;

/** The texts and formats of one language, for one time zone. */
export interface Text extends Formats {
  readonly language: Language;
  readonly t: Translate;
}

export function createText(language: Language, catalogue: Catalogue, timeZone: string): Text {
  const plurals = new Intl.PluralRules(language);
  const formats = createFormats(language, timeZone);
  // Keys of plural forms are built here, which the catalogue's type cannot follow.
  const texts = catalogue as Readonly<Record<string, string | undefined>>;
  const t: Translate = (key, parameters = {}) => {
    const count = parameters["count"];
    const plain = texts[key];
    const form =
      plain ??
      (typeof count === "number" ? texts[`${key}_${plurals.select(count)}`] : undefined) ??
      texts[`${key}_other`] ??
      key;
    return form.includes("{") ? fill(form, parameters, formats) : form;
  };
  return { language, t, ...formats };
}

function fill(form: string, parameters: TextParameters, formats: Formats): string {
  return form.replaceAll(/\{(\w+)\}/gu, (whole, name: string) => {
    const value = parameters[name];
    return typeof value === "number" ? formats.number(value) : (value ?? whole);
  });
}
