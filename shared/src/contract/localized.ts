import { z } from "zod";

/** The languages of the portal; German is the default. */
export const languageSchema = z.enum(["de", "en"]);
export type Language = z.output<typeof languageSchema>;

/** A text per language; German is required, what is missing falls back to it. */
export const localizedTextSchema = z.strictObject({
  de: z.string().trim().min(1).max(400),
  en: z.string().trim().min(1).max(400).optional(),
});
export type LocalizedText = z.output<typeof localizedTextSchema>;

/** The text in one language, or the German one where that language has none. */
export function localize(text: LocalizedText, language: Language): string {
  return text[language] ?? text.de;
}
