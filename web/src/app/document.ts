import { pageDataId, type PageData } from "@pforte/shared/contract/page";
import type { Appearance } from "@pforte/shared/contract/preferences";
import type { Language } from "@pforte/shared/contract/localized";
import { assets } from "virtual:page-assets";
import { colourStylesId } from "./colour-styles.ts";
import favicon from "#ui/favicon.svg?url&no-inline";

/** What surrounds the drawn page: head, assets and the data from which the browser takes over. */
export interface DocumentFrame {
  readonly language: Language;
  readonly appearance: Appearance;
  readonly title: string;
  /** Address of the stylesheet with configured colours, where a tile has one. */
  readonly theme: string | null;
  /** The path of the page: a full view's own code is asked for at once. */
  readonly path: string;
}

/**
 * The document as text. It holds no inline script and no `style` attribute: the data is a data block, which no policy
 * runs. The id of the stylesheet is the one under which React Aria would inject its own style, which the policy refuses;
 * our stylesheet has that rule (styles/base.css).
 */
export function documentHtml(frame: DocumentFrame, body: string, data: PageData): string {
  const theme = frame.appearance === "system" ? "" : ` data-theme="${frame.appearance}"`;
  return [
    `<!doctype html><html lang="${frame.language}"${theme}><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">`,
    `<meta name="color-scheme" content="${colourScheme[frame.appearance]}">`,
    `<title>${escapeHtml(frame.title)}</title>`,
    headOf(frame),
    frame.theme === null ? "" : `<link rel="stylesheet" id="${colourStylesId}" href="${escapeHtml(frame.theme)}">`,
    `</head><body><div id="root">${body}</div>`,
    `<script type="application/json" id="${pageDataId}">${escapeJson(data)}</script></body></html>`,
  ].join("");
}

const colourScheme = {
  system: "light dark",
  light: "light",
  dark: "dark",
  contrast: "light dark",
} as const satisfies Record<Appearance, string>;

function headOf({ language, path }: DocumentFrame): string {
  return [
    ...assets.fonts.map((href) => `<link rel="preload" as="font" type="font/woff2" crossorigin href="${href}">`),
    ...assets.styles.map((href, index) =>
      index === 0
        ? `<link rel="stylesheet" id="react-aria-pressable-style" href="${href}">`
        : `<link rel="stylesheet" href="${href}">`,
    ),
    `<link rel="icon" type="image/svg+xml" href="${favicon}">`,
    ...[...assets.preloads[language], ...(assets.views[path]?.[language] ?? [])].map(
      (href) => `<link rel="modulepreload" href="${href}">`,
    ),
    `<script type="module" src="${assets.script}"></script>`,
  ].join("");
}

/** JSON that cannot end the data block, whatever it contains. */
export function escapeJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/gu, (character) => entities[character] ?? character);
}
