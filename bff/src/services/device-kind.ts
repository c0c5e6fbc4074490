import type { Browser, DeviceKind, System } from "@pforte/shared/contract/own-sessions";

/** Nothing that a browser says of itself is longer; what is beyond is not looked at. */
const mostCharacters = 512;

/**
 * In this order: most browsers also call themselves what they descend from. Plain searches for fixed words and nothing that
 * could take long (S44).
 */
const browsers: readonly (readonly [word: string, browser: Browser])[] = [
  ["Edg/", "edge"],
  ["EdgA/", "edge"],
  ["EdgiOS/", "edge"],
  ["OPR/", "opera"],
  ["SamsungBrowser/", "samsung"],
  ["FxiOS/", "firefox"],
  ["Firefox/", "firefox"],
  ["CriOS/", "chrome"],
  ["Chrome/", "chrome"],
  ["Safari/", "safari"],
];

const systems: readonly (readonly [word: string, system: System])[] = [
  ["Windows", "windows"],
  ["iPhone", "iphone"],
  ["iPad", "ipad"],
  ["CrOS", "chromeos"],
  ["Android", "android"],
  ["Macintosh", "mac"],
  ["Linux", "linux"],
];

const found = <Name>(words: readonly (readonly [string, Name])[], said: string): Name | null =>
  words.find(([word]) => said.includes(word))?.[1] ?? null;

/** What a browser says of itself (`User-Agent`), in words of a closed list. It may say anything, so nothing rests on it. */
export function deviceKindOf(userAgent: string | undefined): DeviceKind {
  const said = (userAgent ?? "").slice(0, mostCharacters);
  const browser = found(browsers, said);
  const system = found(systems, said);
  return { browser, system: system === "mac" && browser === "safari" ? "mac_or_ipad" : system };
}
