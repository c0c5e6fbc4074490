import "./styles/all.css";
import { pageDataId, type PageData } from "@pforte/shared/contract/page";
import { hydrateRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { createPortalClient } from "#api/portal-client.tsx";
import { PageProviders } from "#app/page-providers.tsx";
import { PortalApp } from "#app/portal-app.tsx";
import { DrawnHomeProvider } from "#app/use-home.tsx";
import { loadCatalogue } from "#i18n/load-catalogue.ts";
import { createText } from "#i18n/text.ts";

/** Takes over the page that the server drew, from the data that came with it. */
async function takeOver(): Promise<void> {
  const root = document.getElementById("root");
  const block = document.getElementById(pageDataId)?.textContent;
  if (root === null || block === undefined || block === null) {
    throw new Error("The document has no page to take over.");
  }
  // Written by our own server from exactly this type.
  const data = JSON.parse(block) as PageData;
  const { language, timeZone } = data.kind === "home" ? data.home : data.notice;
  const text = createText(language, await loadCatalogue(language), timeZone);
  if (data.kind === "notice") {
    // Not part of the start page; its links work before, and without it.
    const { NoticeView } = await import("#features/notice/notice-view.tsx");
    hydrateRoot(
      root,
      <PageProviders client={createPortalClient()} text={text}>
        <NoticeView notice={data.notice} />
      </PageProviders>,
    );
    return;
  }
  hydrateRoot(
    root,
    <PageProviders client={createPortalClient()} text={text}>
      <DrawnHomeProvider home={data.home}>
        <BrowserRouter>
          <PortalApp />
        </BrowserRouter>
      </DrawnHomeProvider>
    </PageProviders>,
  );
}

// Not awaited here: an `await` at the top of a module keeps the bundler from joining what always loads together.
void takeOver();
