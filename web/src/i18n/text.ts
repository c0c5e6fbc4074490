import type { Language } from "@pforte/shared/contract/localized";
import type { catalogue as german } from "./de.ts";
import { createFormats, type Formats } from "./formats.ts";
import type { RawTopicKey, Topic } from "./topics.ts";

type RawKey = keyof typeof german;

/** The texts of one language that come with every page. */
export type Catalogue = Readonly<Record<RawKey, string>>;

type Plural = "one" | "other";

/** `x_one` and `x_other` are reached as `x` with a `count`. */
type Reached<Raw extends string, All extends string = Raw> = Raw extends `${infer Base}_${Plural}`
  ? `${Base}_other` extends All
    ? Base
    : Raw
  : Raw;

/** A key of the texts that come with every page. */
export type TextKey = Reached<RawKey>;

/** A key of the texts that come with a view. */
export type TopicKey<T extends Topic> = Reached<RawTopicKey<T>>;

export type TextParameters = Readonly<Record<string, string | number>>;

/** Looks up a text and fills its `{names}`; with a `count`, in the form that this number takes. */
export type Translate<Key extends string = TextKey> = (key: Key, parameters?: TextParameters) => string;

/** The texts and formats of one language, for one time zone. */
export interface Text<Key extends string = TextKey> extends Formats {
  readonly language: Language;
  readonly t: Translate<Key>;
}

/** The texts of a page, which topics may join; what uses texts takes `Text`, which knows its keys. */
export interface PageText extends Text {
  readonly t: Translate<string>;
  /** Which topics have joined. */
  readonly topics: ReadonlySet<Topic>;
  join(topic: Topic, texts: Readonly<Record<string, string>>): void;
}

export function createText(language: Language, catalogue: Catalogue, timeZone: string): PageText {
  const plurals = new Intl.PluralRules(language);
  const formats = createFormats(language, timeZone);
  const texts: Record<string, string | undefined> = { ...catalogue };
  const topics = new Set<Topic>();
  const t: Translate<string> = (key, parameters = {}) => {
    const count = parameters["count"];
    const plain = texts[key];
    const form =
      plain ??
      (typeof count === "number" ? texts[`${key}_${plurals.select(count)}`] : undefined) ??
      texts[`${key}_other`] ??
      key;
    return form.includes("{") ? fill(form, parameters, formats) : form;
  };
  const join = (topic: Topic, more: Readonly<Record<string, string>>): void => {
    Object.assign(texts, more);
    topics.add(topic);
  };
  return { language, t, topics, join, ...formats };
}

function fill(form: string, parameters: TextParameters, formats: Formats): string {
  return form.replaceAll(/\{(\w+)\}/gu, (whole, name: string) => {
    const value = parameters[name];
    return typeof value === "number" ? formats.number(value) : (value ?? whole);
  });
}
