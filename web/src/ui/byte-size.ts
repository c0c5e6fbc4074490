import type { Language } from "@pforte/shared/contract/localized";

const units = ["B", "KB", "MB", "GB", "TB"] as const;
const step = 1000;
const locales = { de: "de-DE", en: "en-GB" } as const satisfies Record<Language, string>;

/** `48 KB`, `3,1 MB`: two digits below ten, whole numbers above, and never “0 MB” for something that is there. */
export function byteSize(bytes: number, language: Language): string {
  const power = unitOf(bytes);
  return `${amount(bytes, power, language)}\u00a0${units[power] ?? "B"}`;
}

/** How much of how much, with the unit once: `4,1 von 6,6 MB`; `of` puts the two together. */
export function byteProgress(
  sent: number,
  size: number,
  language: Language,
  of: (sent: string, size: string) => string,
): string {
  const power = unitOf(size);
  return of(amount(sent, power, language), `${amount(size, power, language)}\u00a0${units[power] ?? "B"}`);
}

function unitOf(bytes: number): number {
  let power = 0;
  // What rounds up to 1000 of a unit is 1 of the next.
  while (power < units.length - 1 && bytes / step ** power >= step - 0.5) {
    power += 1;
  }
  return power;
}

function amount(bytes: number, power: number, language: Language): string {
  const value = bytes / step ** power;
  const digits = power === 0 || value >= 9.95 ? 0 : 1;
  return value.toLocaleString(locales[language], { minimumFractionDigits: 0, maximumFractionDigits: digits });
}
