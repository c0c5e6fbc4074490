import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { usePortalClient } from "#api/portal-client.tsx";
import { lookAgain } from "#api/use-live.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { fileQueries, type FilesTab } from "./file-queries.ts";

/** The files of a list or of a search; a search shows what it had until it has something else. */
export function useFiles(tab: FilesTab, term: string) {
  const { now } = usePortalClient();
  const isSearch = term !== "";
  const list = useQuery({ ...fileQueries.list(tab), enabled: !isSearch, refetchInterval: lookAgain(now) });
  const found = useQuery({
    ...fileQueries.search(term),
    enabled: isSearch,
    placeholderData: keepPreviousData,
    refetchInterval: lookAgain(now),
  });
  useFoundNews(term, isSearch && !found.isPlaceholderData ? found.data?.files.length : undefined);
  return isSearch ? found : list;
}

export type FilesQuery = ReturnType<typeof useFiles>;

/** Says once how much a word has found. */
function useFoundNews(term: string, count: number | undefined): void {
  const { t } = useTopicText("files");
  useEffect(() => {
    if (count !== undefined) {
      announce(count === 0 ? t("files.foundNone", { term }) : t("files.found", { term, count }));
    }
  }, [term, count, t]);
}
