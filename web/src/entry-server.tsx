import type { Language } from "@pforte/shared/contract/localized";
import type { PageData } from "@pforte/shared/contract/page";
import { renderToString } from "react-dom/server";
import { StaticRouter } from "react-router";
import { createPortalClient } from "#api/portal-client.tsx";
import { colourStyles, hasColours } from "#app/colour-styles.ts";
import { documentHtml, type DocumentFrame } from "#app/document.ts";
import { PageProviders } from "#app/page-providers.tsx";
import { pageTitle } from "#app/page-title.tsx";
import { PortalApp } from "#app/portal-app.tsx";
import { DrawnHomeProvider } from "#app/use-home.tsx";
import { viewAt } from "#app/views.ts";
import { NoticeView } from "#features/notice/notice-view.tsx";
import { noticeTitle } from "#features/notice/notice-texts.ts";
import { loadCatalogue } from "#i18n/load-catalogue.ts";
import { createText, type Catalogue, type PageText } from "#i18n/text.ts";

const catalogues: Readonly<Record<Language, Catalogue>> = {
  de: await loadCatalogue("de"),
  en: await loadCatalogue("en"),
};

/** Draws the document for one person's data; nothing personal stays in this module. */
export async function render(data: PageData): Promise<string> {
  const frame = frameOf(data);
  const text = textOf(frame.language, frame.timeZone);
  const body = data.kind === "home" ? drawHome(data, text) : drawNotice(data, text);
  return documentHtml({ ...frame, title: titleOf(data, text) }, body, data);
}

/** Texts are the same for everybody of a language and time zone, and take longer to make than a tile to draw. */
const texts = new Map<string, PageText>();

function textOf(language: Language, timeZone: string): PageText {
  const key = `${language} ${timeZone}`;
  const known = texts.get(key);
  if (known !== undefined) {
    return known;
  }
  const made = createText(language, catalogues[language], timeZone);
  texts.set(key, made);
  return made;
}

function drawHome(data: PageData & { kind: "home" }, text: PageText): string {
  return renderToString(
    <PageProviders client={createPortalClient()} text={text}>
      <DrawnHomeProvider home={data.home}>
        <StaticRouter location={data.path}>
          <PortalApp />
        </StaticRouter>
      </DrawnHomeProvider>
    </PageProviders>,
  );
}

function drawNotice(data: PageData & { kind: "notice" }, text: PageText): string {
  return renderToString(
    <PageProviders client={createPortalClient()} text={text}>
      <NoticeView notice={data.notice} />
    </PageProviders>,
  );
}

function frameOf(data: PageData): Omit<DocumentFrame, "title"> & { readonly timeZone: string } {
  if (data.kind === "notice") {
    const { language, appearance, timeZone } = data.notice;
    return { language, appearance, timeZone, theme: null, path: data.path };
  }
  const { language, appearance, timeZone, version } = data.home;
  const theme = hasColours(data.home) ? colourStyles(version) : null;
  return { language, appearance, timeZone, theme, path: data.path };
}

function titleOf(data: PageData, text: PageText): string {
  return data.kind === "home"
    ? pageTitle(text, data.home.portal.name, viewAt(data.path)?.title ?? null)
    : `${text.t(noticeTitle(data.notice))} – ${data.notice.portal.name}`;
}
