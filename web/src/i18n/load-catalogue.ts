import type { Language } from "@pforte/shared/contract/localized";
import type { Catalogue } from "./text.ts";

const loaders = {
  de: () => import("./de.ts"),
  en: () => import("./en.ts"),
} as const satisfies Record<Language, () => Promise<{ catalogue: Catalogue }>>;

/** Loads the texts of one language; the other one never reaches the browser. */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  return (await loaders[language]()).catalogue;
}
