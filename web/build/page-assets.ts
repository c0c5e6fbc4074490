import { existsSync, readFileSync } from "node:fs";
import type { Manifest, Plugin } from "vite";

/** Addresses of what a page loads, written into the server entry when it is built. */
export interface PageAssets {
  readonly script: string;
  readonly styles: readonly string[];
  /** Chunks that the script needs at once, per language: the shared ones and the catalogue. */
  readonly preloads: { readonly de: readonly string[]; readonly en: readonly string[] };
  /** What a full view loads beside that, by its path. */
  readonly views: Readonly<Record<string, PageAssets["preloads"]>>;
  readonly fonts: readonly string[];
}

const moduleId = "virtual:page-assets";
/** The drawn paths of full views (`homePaths` of the server), with the module and the texts of each. */
const viewModules = [
  ["/inbox", "src/features/inbox/inbox-view.tsx", "inbox"],
  ["/files", "src/features/files/files-view.tsx", "files"],
  ["/work", "src/features/work/work-view.tsx", "work"],
  ["/chat", "src/app/chat-view.tsx", "rooms"],
  ["/chat/:room", "src/app/chat-view.tsx", "rooms"],
  ["/account/sessions", "src/features/own-sessions/own-sessions-view.tsx", "own-sessions"],
] as const;

const clientEntry = "src/entry-client.tsx";

/** Resolves `virtual:page-assets` from the manifest of the client build, or from the dev server's own addresses. */
export function pageAssets(manifestFile: string): Plugin {
  let isDevelopment = false;
  return {
    name: "pforte-page-assets",
    configResolved(config) {
      isDevelopment = config.command === "serve";
    },
    resolveId: (id) => (id === moduleId ? `\0${moduleId}` : undefined),
    load(id) {
      if (id !== `\0${moduleId}`) {
        return undefined;
      }
      const assets = isDevelopment || !existsSync(manifestFile) ? developmentAssets : readAssets(manifestFile);
      return `export const assets = ${JSON.stringify(assets)};`;
    },
  };
}

const developmentAssets: PageAssets = {
  script: "/src/entry-development.ts",
  styles: ["/src/styles/all.css?direct"],
  preloads: { de: [], en: [] },
  views: {},
  fonts: [],
};

function readAssets(manifestFile: string): PageAssets {
  // Written by the client build a moment ago.
  const manifest = JSON.parse(readFileSync(manifestFile, "utf8")) as Manifest;
  const entry = manifest[clientEntry];
  if (entry === undefined) {
    throw new Error(`The client build has no ${clientEntry}.`);
  }
  const files = Object.values(manifest);
  const preloads = (language: string): string[] => {
    const needed = new Set<string>();
    collect(manifest, clientEntry, needed);
    collect(manifest, `src/i18n/${language}.ts`, needed);
    return [...needed].filter((file) => file !== entry.file).map(address);
  };
  const ofView = (module: string, topic: string, language: string): string[] => {
    const needed = new Set<string>();
    collect(manifest, module, needed);
    collect(manifest, `src/i18n/${language}/${topic}.json`, needed);
    return [...needed].map(address).filter((file) => ![address(entry.file), ...preloads(language)].includes(file));
  };
  return {
    script: address(entry.file),
    styles: files
      .map(({ file }) => file)
      .filter((file) => file.endsWith(".css"))
      .map(address),
    preloads: { de: preloads("de"), en: preloads("en") },
    views: Object.fromEntries(
      viewModules.map(([path, module, topic]) => [
        path,
        { de: ofView(module, topic, "de"), en: ofView(module, topic, "en") },
      ]),
    ),
    fonts: files
      .map(({ file }) => file)
      .filter((file) => /fira-sans-\d+-[^/]*\.woff2$/u.test(file) && !file.includes("extended"))
      .map(address),
  };
}

function collect(manifest: Manifest, key: string, into: Set<string>): void {
  const chunk = manifest[key];
  if (chunk === undefined || into.has(chunk.file)) {
    return;
  }
  into.add(chunk.file);
  for (const needed of chunk.imports ?? []) {
    collect(manifest, needed, into);
  }
}

function address(file: string): string {
  return `/${file}`;
}
