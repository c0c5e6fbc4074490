import type { FileList } from "@pforte/shared/contract/files";
import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { SourceLine } from "#ui/source-line.tsx";
import { isSilent, SourceMessage } from "#ui/source-message.tsx";
import { toolHrefOf } from "#ui/tool-href.ts";
import { FileListView } from "./file-list.tsx";
import { FileSkeletons } from "./file-skeletons.tsx";
import type { FilesTab } from "./file-queries.ts";
import type { FilesQuery } from "./use-files.ts";

interface FilesContentProps {
  readonly home: Home;
  readonly tab: FilesTab;
  readonly term: string;
  readonly list: FilesQuery;
  readonly toolOf: (source: string) => string;
}

/** The list with what each of its sources says for itself: how old it is, or why it has nothing to show. */
export function FilesContent({ home, tab, term, list, toolOf }: FilesContentProps): ReactElement {
  const { data, error, isFetching, isPlaceholderData, refetch, dataUpdatedAt } = list;
  const handleRetry = (): void => {
    void refetch();
  };
  const { t } = useTopicText("files");
  const isOld = isPlaceholderData;
  return (
    <>
      <h2 className="vh">{t(term === "" ? `files.list.${tab}` : "files.list.search")}</h2>
      {term === "" ? null : <FoundLine term={term} list={list} />}
      {error === null ? null : (
        <PortalFailure
          error={error}
          since={data === undefined ? null : new Date(dataUpdatedAt)}
          isTrying={isFetching}
          onRetry={handleRetry}
        />
      )}
      {data === undefined ? (
        error === null && <FileSkeletons />
      ) : (
        <>
          {data.sources.map((source) => (
            <SourceLine key={source.source} outcome={source} isTrying={isFetching} onRetry={handleRetry} />
          ))}
          {data.files.length > 0 ? (
            <Rows tab={tab} term={isOld ? null : term} files={data.files} toolOf={toolOf} />
          ) : (
            <Nothing data={data} tab={tab} term={term} isOld={isOld} />
          )}
          {data.sources.map((source) => (
            <SourceMessage
              key={source.source}
              outcome={source}
              toolHref={toolHrefOf(home, source.source)}
              isTrying={isFetching}
              onRetry={handleRetry}
            />
          ))}
        </>
      )}
    </>
  );
}

interface RowsProps extends Pick<FilesContentProps, "tab" | "toolOf"> {
  /** `null` while these are still the rows of the word before. */
  readonly term: string | null;
  readonly files: FileList["files"];
}

function Rows({ tab, term, files, toolOf }: RowsProps): ReactElement {
  const { t } = useTopicText("files");
  const isSearch = term !== "";
  return (
    <FileListView
      of={isSearch ? `search ${term ?? ""}` : tab}
      isReady={term !== null}
      label={t(isSearch ? "files.list.search" : `files.list.${tab}`)}
      files={files}
      toolOf={toolOf}
    />
  );
}

/** How much a word has found, and who is still looking. */
function FoundLine({ term, list: { data, isPlaceholderData, isPending } }: { term: string; list: FilesQuery }) {
  const { t } = useTopicText("files");
  if (isPending || isPlaceholderData || data === undefined) {
    return <p className="f-found">{t("files.searching", { term })}</p>;
  }
  const late = data.sources.filter(({ outcome }) => outcome.state === "loading");
  return (
    <p className="f-found num">
      {[
        t("files.found", { term, count: data.files.length }),
        ...late.map(({ name }) => t("files.stillSearching", { tool: name })),
      ].join(" · ")}
    </p>
  );
}

/** That there is nothing is said only when all sources have answered; one that is silent says something else. */
function Nothing({ data, tab, term, isOld }: { data: FileList; tab: FilesTab; term: string; isOld: boolean }) {
  const { t } = useTopicText("files");
  if (data.sources.some(({ outcome }) => outcome.state === "loading")) {
    return <FileSkeletons />;
  }
  if (isOld || data.sources.some(({ outcome }) => isSilent(outcome.state) || outcome.state === "throttled")) {
    return null;
  }
  return (
    <div className="card-msg">
      <h3>{term === "" ? t(`files.emptyTitle.${tab}`) : t("files.foundNone", { term })}</h3>
      <p>{term === "" ? t(`files.empty.${tab}`) : t("files.foundNoneText")}</p>
    </div>
  );
}
