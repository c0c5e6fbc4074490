import type { LocalizedText } from "@pforte/shared/contract/localized";
import type { NubusReport } from "./nubus-report.ts";

type Texts = Readonly<Record<string, string>>;

/** German and English of texts by locale; `null` where there is neither. What is in other languages is said. */
export function localizedOf(texts: Texts, what: string, report: NubusReport, most = 400): LocalizedText | null {
  const said = Object.entries(texts).flatMap(([locale, text]) =>
    text.trim() === "" ? [] : [[locale, text.trim()] as const],
  );
  const of = (language: string) => said.find(([locale]) => languageOf(locale) === language)?.[1];
  const others = said.filter(([locale]) => !["de", "en"].includes(languageOf(locale)));
  if (others.length > 0) {
    report.left(`${what} in ${others.map(([locale]) => locale).join(", ")}`, "the portal speaks German and English");
  }
  const [german, english] = [of("de"), of("en")];
  const first = german ?? english ?? others[0]?.[1];
  if (first === undefined) {
    return null;
  }
  if (german === undefined) {
    report.changed(what, "there is no German, so that the other language stands for it");
  }
  const fitting = (text: string) => {
    if (text.length <= most) return text;
    report.changed(what, `cut to ${most} characters`);
    return text.slice(0, most).trim();
  };
  return { de: fitting(first), ...(english !== undefined && { en: fitting(english) }) };
}

export function languageOf(locale: string): string {
  return locale.toLowerCase().split(/[-_]/u, 1)[0] ?? "";
}

/** Words that a tile is found by; they come as one text per locale. */
export function keywordsOf(texts: Texts): { de?: string[]; en?: string[] } | undefined {
  const of = (language: string) => {
    const text = Object.entries(texts).find(([locale]) => languageOf(locale) === language)?.[1] ?? "";
    const words = text.split(/[,;\n]+/u).map((word) => word.trim().slice(0, 60).trim());
    return [...new Set(words)].filter((word) => word !== "").slice(0, 40);
  };
  const [de, en] = [of("de"), of("en")];
  return de.length + en.length === 0 ? undefined : { ...(de.length > 0 && { de }), ...(en.length > 0 && { en }) };
}

/** Gives out keys of the configuration, each once. */
export class NubusKeys {
  readonly #taken = new Set<string>();

  keyFor(name: string): string {
    const plain =
      name
        .toLowerCase()
        .normalize("NFKD")
        .replaceAll(/\p{M}/gu, "")
        .replaceAll(/[^a-z0-9]+/gu, "-")
        .slice(0, 54)
        .replaceAll(/^-|-$/gu, "") || "entry";
    let key = plain;
    for (let again = 2; this.#taken.has(key); again += 1) {
      key = `${plain}-${again}`;
    }
    this.#taken.add(key);
    return key;
  }
}
