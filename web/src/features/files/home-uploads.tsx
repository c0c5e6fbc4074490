import type { Home } from "@pforte/shared/contract/home";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import type { ReactElement } from "react";
import { cardQueries } from "#api/card-queries.ts";
import { TopicTexts, useTopicText } from "#i18n/use-text.tsx";
import "#styles/views-files.css";
import { announce } from "#ui/announcer.tsx";
import { Icon } from "#ui/icon.tsx";
import type { Dropped } from "./home-drop.tsx";
import { Transfers } from "./transfers.tsx";
import { folderName } from "./upload-texts.ts";
import { useUploads } from "./use-uploads.ts";

interface HomeUploadsProps {
  readonly home: Home;
  readonly isOver: boolean;
  readonly dropped: readonly Dropped[];
}

/** What was dropped on the start page, on its way; and where it would go, while it is held over it. */
export function HomeUploads(props: HomeUploadsProps): ReactElement {
  return (
    <TopicTexts topic="files">
      <Uploads {...props} />
    </TopicTexts>
  );
}

function Uploads({ home, isOver, dropped }: HomeUploadsProps): ReactElement {
  const { t } = useTopicText("files");
  // The card has asked; its answer says where files go.
  const { data } = useQuery({ ...cardQueries.card("files"), enabled: false });
  const target = data?.uploads[0] ?? null;
  const toolOf = useCallback(
    (source: string) => home.sources.find(({ key }) => key === source)?.name ?? source,
    [home.sources],
  );
  const [, queue] = useUploads();
  const taken = useRef(0);
  useEffect(() => {
    const fresh = dropped.slice(taken.current);
    taken.current = dropped.length;
    for (const { files, hasFolders } of fresh) {
      if (target === null) {
        announce(t("upload.noPlace"));
        continue;
      }
      if (files.length > 0) {
        queue.add(files, target);
      }
      if (hasFolders) {
        announce(t("upload.noFolders", { tool: toolOf(target.source) }));
      }
    }
  }, [dropped, queue, t, target, toolOf]);
  return (
    <>
      {/* As wide as its card, and drawn as in a sheet of that width. */}
      <div className="home-transfers">
        <Transfers toolOf={toolOf} />
      </div>
      {isOver ? (
        <div className="f-drop-hint" aria-hidden="true">
          <span className="float">
            <Icon name="upload" />
            {target === null
              ? t("upload.noPlace")
              : t("upload.dropHere", { folder: folderName(target.folder, toolOf(target.source)) })}
          </span>
        </div>
      ) : null}
    </>
  );
}
