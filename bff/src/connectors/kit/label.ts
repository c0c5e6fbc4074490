/** The label of a setting in both languages, for the forms that are made from its schema. */
export function label(
  de: string,
  en: string,
): { readonly title: string; readonly label: Readonly<Record<"de" | "en", string>> } {
  return { title: en, label: { de, en } };
}
