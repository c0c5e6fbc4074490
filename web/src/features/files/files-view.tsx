import type { Home } from "@pforte/shared/contract/home";
import { useCallback } from "react";
import type { ReactElement } from "react";
import { I18nProvider } from "react-aria-components";
import { useSearchParams } from "react-router";
import { concerns, useLive } from "#api/use-live.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import "#styles/views-files.css";
import { announce } from "#ui/announcer.tsx";
import { HeadExtras } from "#ui/view-head.tsx";
import { FileDropZone } from "./file-drop-zone.tsx";
import { fileQueries, filesTabs, type FilesTab } from "./file-queries.ts";
import { FilesContent } from "./files-content.tsx";
import { FilesToolbar } from "./files-toolbar.tsx";
import { Transfers } from "./transfers.tsx";
import { UploadButton } from "./upload-button.tsx";
import type { UploadTarget } from "./upload.ts";
import { folderName } from "./upload-texts.ts";
import { useFiles } from "./use-files.ts";
import { useUploads } from "./use-uploads.ts";

/** The full view at `/files`. */
export function FilesView({ home }: { home: Home }): ReactElement {
  const { t, language } = useTopicText("files");
  const sources = home.sources.filter(({ capabilities }) => capabilities.includes("files"));
  return sources.length === 0 ? (
    <div className="card-msg">
      <h2>{t("files.noSourceTitle")}</h2>
      <p>{t("files.noSource")}</p>
    </div>
  ) : (
    <I18nProvider locale={language}>
      <SomeFiles home={home} sources={sources} />
    </I18nProvider>
  );
}

function SomeFiles({ home, sources }: { home: Home; sources: Home["sources"] }): ReactElement {
  const { t } = useTopicText("files");
  const { tab, term, setTab, setTerm } = usePlace();
  const keys = sources.map(({ key }) => key);
  useLive(fileQueries.all(), (event) => concerns(event, "files", keys));
  const list = useFiles(tab, term);
  const [, queue] = useUploads();
  const toolOf = useCallback((source: string) => toolName(home, source), [home]);
  const targets = list.data?.uploads ?? [];
  const [first] = targets;
  const upload = useCallback((files: readonly File[], target: UploadTarget) => queue.add(files, target), [queue]);
  const handleFiles = useCallback(
    (files: readonly File[]) => {
      if (first !== undefined) {
        upload(files, first);
      }
    },
    [first, upload],
  );
  return (
    <>
      <HeadExtras>
        <span className="spring" />
        <UploadButton targets={targets} toolOf={toolOf} onFiles={upload} />
      </HeadExtras>
      <FileDropZone
        folder={first === undefined ? null : folderName(first.folder, toolOf(first.source))}
        onFiles={handleFiles}
        onFolders={() => announce(t("upload.noFolders", { tool: first === undefined ? "" : toolOf(first.source) }))}
      >
        <FilesToolbar tab={tab} term={term} onTab={setTab} onTerm={setTerm} />
        <Transfers toolOf={toolOf} />
        <FilesContent home={home} tab={tab} term={term} list={list} toolOf={toolOf} />
      </FileDropZone>
    </>
  );
}

function toolName(home: Home, source: string): string {
  return home.sources.find(({ key }) => key === source)?.name ?? source;
}

/** What of the view is in its address, so that it can be kept, sent and gone back to. */
function usePlace(): {
  readonly tab: FilesTab;
  readonly term: string;
  readonly setTab: (tab: FilesTab) => void;
  readonly setTerm: (term: string) => void;
} {
  const [params, setParams] = useSearchParams();
  const view = params.get("view");
  const setTab = useCallback(
    (tab: FilesTab) => setParams(tab === "recent" ? {} : { view: tab }, { replace: true }),
    [setParams],
  );
  const setTerm = useCallback(
    (term: string) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (term === "") {
            next.delete("q");
          } else {
            next.set("q", term);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  return { tab: filesTabs.find((one) => one === view) ?? "recent", term: params.get("q") ?? "", setTab, setTerm };
}
