import { previewPath } from "@pforte/shared/contract/admin-publish";
import type { Language } from "@pforte/shared/contract/localized";
import type { Appearance } from "@pforte/shared/contract/preferences";

/** For whom, in what and of what the page is shown. */
export interface PreviewChoice {
  readonly of: "draft" | number;
  readonly isAnonymous: boolean;
  readonly groups: readonly string[];
  readonly language: Language;
  readonly appearance: Appearance;
  readonly width: "desktop" | "phone";
}

/** Where the server draws that page. */
export function previewAddress({ of, isAnonymous, groups, language, appearance }: PreviewChoice): string {
  const query = new URLSearchParams({ of: String(of), anonymous: isAnonymous ? "yes" : "no", language, appearance });
  for (const group of isAnonymous ? [] : groups) {
    query.append("group", group);
  }
  return `${previewPath}?${query.toString()}`;
}
