import type { Home } from "@pforte/shared/contract/home";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useDraft } from "#api/draft.tsx";
import { useLive } from "#api/use-live.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import "#styles/views-announcements.css";
import { announce } from "#ui/announcer.tsx";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { AnnouncementForm } from "./announcement-form.tsx";
import { AnnouncementList } from "./announcement-list.tsx";
import { KeptMaintenance } from "./kept-maintenance.tsx";
import { liveQuery, type KnownAnnouncement, type KnownMaintenance, type Live } from "./live-queries.ts";
import { MaintenanceDialog } from "./maintenance-dialog.tsx";
import { MaintenanceList } from "./maintenance-list.tsx";
import { ProofDialog } from "./proof-dialog.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";
import { useAnnouncementForm } from "./use-announcement-form.ts";
import { useRemoval } from "./use-removal.ts";

/** Announcements and maintenances: what changes at once, and never waits for a draft. */
export function AnnouncementsSection({ home }: { home: Home }): ReactElement {
  const { t } = useTopicText("adminAnnouncements");
  const { data, error, isFetching, dataUpdatedAt, refetch } = useQuery(liveQuery);
  useLive(liveQuery.queryKey, ({ type }) => type === "live_changed" || type === "resync");
  const failure =
    error === null ? null : (
      <PortalFailure
        error={error}
        since={data === undefined ? null : new Date(dataUpdatedAt)}
        isTrying={isFetching}
        onRetry={() => void refetch()}
      />
    );
  return data === undefined ? (
    (failure ?? <RowSkeletons rows={6} label={t("view.loading")} />)
  ) : (
    <>
      {failure}
      <Section home={home} live={data} />
    </>
  );
}

function Section({ home, live }: { home: Home; live: Live }): ReactElement {
  const { t, language } = useTopicText("adminAnnouncements");
  const add = useRef<HTMLButtonElement>(null);
  const form = useAnnouncementForm((title) => announce(t("announcements.published", { title })));
  const removal = useRemoval(({ kind, title }) => {
    announce(t(kind === "maintenance" ? "maintenances.ended" : "announcements.removed", { title }));
    // The row that had the focus is gone with it.
    requestAnimationFrame(() => add.current?.focus());
  });
  const [proof, setProof] = useState<KnownAnnouncement | null>(null);
  const [maintained, setMaintained] = useState<string | null>(null);
  const tiles = useTiles(language);
  const nameOf = (key: string): string => tiles.find((tile) => tile.key === key)?.name ?? key;
  const { edited } = form;
  const wasEditing = useRef(false);
  useEffect(() => {
    // Out of the form, however it ended, the focus goes to where it was opened.
    if (wasEditing.current && edited === null) {
      add.current?.focus();
    }
    wasEditing.current = edited !== null;
  }, [edited]);
  const askEnd = ({ maintenance: { tile }, version }: KnownMaintenance): void =>
    removal.ask({ kind: "maintenance", key: tile, title: nameOf(tile), version, hasProof: false });
  return (
    <div className="ann">
      {edited === null ? (
        <>
          <div className="ann-head">
            <h2>{t("announcements.title")}</h2>
            <Button ref={add} className="btn btn-primary" onPress={form.openNew}>
              <Icon name="plus" size={18} />
              {t("announcements.add")}
            </Button>
          </div>
          <AnnouncementList
            announcements={live.announcements}
            mayReadProof={live.mayReadProof}
            onEdit={form.open}
            onRemove={({ announcement: { key, title }, version, confirmed }) =>
              removal.ask({
                kind: "announcement",
                key,
                title: title[language] ?? title.de,
                version,
                hasProof: confirmed !== null,
              })
            }
            onProof={setProof}
          />
          <MaintenanceList
            maintenances={live.maintenances}
            nameOf={nameOf}
            onEdit={({ maintenance: { tile } }) => setMaintained(tile)}
            onEnd={askEnd}
          />
        </>
      ) : (
        <AnnouncementForm
          home={home}
          form={form}
          edited={edited}
          current={
            live.announcements.find(({ announcement: { key } }) => key === (edited.key ?? edited.newKey)) ?? null
          }
          tiles={tiles}
        />
      )}
      <RemoveDialog removal={removal} />
      {proof === null ? null : <ProofDialog known={proof} onClose={() => setProof(null)} />}
      {maintained === null ? null : (
        <MaintenanceDialog
          tile={maintained}
          name={nameOf(maintained)}
          timeZone={home.timeZone}
          onClose={() => setMaintained(null)}
        />
      )}
      <KeptMaintenance timeZone={home.timeZone} />
    </div>
  );
}

/** The tiles that are published: an announcement never waits for a draft. */
function useTiles(language: Home["language"]): readonly { readonly key: string; readonly name: string }[] {
  const { draft } = useDraft();
  return (draft?.published.document.tiles ?? []).map(({ key, name }) => ({ key, name: name[language] ?? name.de }));
}
