import { type Home } from "@pforte/shared/contract/home";
import { localize, type Language } from "@pforte/shared/contract/localized";
import type { PortalConfiguration } from "@pforte/shared/contract/portal-configuration";
import { defaultPreferences, type Appearance } from "@pforte/shared/contract/preferences";
import { homeOf, type HomeInput, type HomeViewer } from "./home.ts";
import type { Drafts } from "./drafts.ts";
import { themeOf } from "./theme.ts";
import type { Versions } from "./versions.ts";

/** Whose page is looked at, and how. */
export interface PreviewRequest {
  readonly of: "draft" | number;
  readonly groups: readonly string[];
  readonly isAnonymous: boolean;
  readonly language: Language;
  readonly appearance: Appearance;
}

type Surroundings = Pick<HomeInput, "live" | "now" | "timeZone" | "release" | "capabilitiesOf">;

interface PreviewOptions {
  readonly drafts: Pick<Drafts, "current">;
  readonly versions: Pick<Versions, "find">;
  readonly surroundings: () => Surroundings;
}

/** The start page as somebody else would see it; nothing of whoever looks is in it. */
export interface Preview {
  home(request: PreviewRequest): Promise<Home>;
  /** The stylesheet of configured colours that goes with it. */
  theme(request: PreviewRequest): Promise<string>;
}

const nobodyInParticular = { de: "Vorschau", en: "Preview" };

export function createPreview({ drafts, versions, surroundings }: PreviewOptions): Preview {
  const shown = async (of: PreviewRequest["of"]): Promise<{ version: number; document: PortalConfiguration }> => {
    if (of !== "draft") return versions.find(of);
    const { published, document } = await drafts.current();
    return { version: published.version, document };
  };
  return {
    async home(request) {
      const { language, appearance } = request;
      return homeOf({
        ...surroundings(),
        configuration: await shown(request.of),
        viewer: viewerOf(request),
        preferences: { ...defaultPreferences, appearance },
        answers: [],
        language,
      });
    },
    async theme(request) {
      const { document } = await shown(request.of);
      return themeOf(document, viewerOf(request));
    },
  };
}

function viewerOf({ isAnonymous, groups, language }: PreviewRequest): HomeViewer | null {
  return isAnonymous ? null : { name: localize(nobodyInParticular, language), groups, isAdministrator: false };
}

/** What the browser would run, or load to run it. */
const scripts = /<script\b[^>]*>[\s\S]*?<\/script>|<link rel="modulepreload"[^>]*>/gu;
const themeAddress = /(<link rel="stylesheet"[^>]* href=")\/theme\/[^"]*"/gu;

/** The drawn page without its scripts, and with the colours of what is looked at; `theme` is an address. */
export function previewHtml(html: string, theme: string): string {
  return html.replaceAll(scripts, "").replaceAll(themeAddress, `$1${theme.replaceAll("&", "&amp;")}"`);
}
