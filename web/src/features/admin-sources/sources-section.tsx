import type { Draft } from "@pforte/shared/contract/admin-draft";
import type { Home } from "@pforte/shared/contract/home";
import { localize } from "@pforte/shared/contract/localized";
import type { ConfiguredSource } from "@pforte/shared/contract/portal-configuration";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { codeOf } from "#api/api-error.ts";
import { useDraft } from "#api/draft.tsx";
import { useKeptForm } from "#api/kept-form.ts";
import { usePortalEvents } from "#api/portal-client.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import "#styles/views-sources.css";
import { announce } from "#ui/announcer.tsx";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { noSource, openSource, type OpenSource } from "./open-source.ts";
import { SourceForm } from "./source-form.tsx";
import { RemoveQuestion, SwitchQuestion } from "./source-questions.tsx";
import { SourceRow } from "./source-row.tsx";
import { liveQuery, sourcesQuery } from "./sources-queries.ts";
import { useSwitch } from "./use-switch.ts";

/** The section at `/admin/sources`: the tools behind the cards, how they do, and what connects them. */
// oxlint-disable-next-line no-unused-vars -- all sections take the same
export function SourcesSection(_: { home: Home }): ReactElement {
  const { t } = useTopicText("adminSources");
  const { draft, error, retry } = useDraft();
  if (draft !== null) return <Sources draft={draft} />;
  return error === null ? (
    <RowSkeletons rows={3} label={t("adminSources.loading")} />
  ) : (
    <PortalFailure
      error={error instanceof Error ? error : new Error("The draft could not be read.")}
      since={null}
      onRetry={retry}
    />
  );
}

function Sources({ draft }: { draft: Draft }): ReactElement {
  const { t, language } = useTopicText("adminSources");
  const { change } = useDraft();
  const { data } = useQuery(sourcesQuery);
  const [{ opened }, setOpen] = useKeptForm(openSource);
  const close = (): void => setOpen(() => noSource);
  const [removing, setRemoving] = useState<ConfiguredSource | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const { sources, tiles } = draft.document;
  const source = opened?.kind === "edit" ? sources.find(({ key }) => key === opened.key) : null;
  const dependent = tiles.filter((tile) => tile.source === removing?.key);
  const handleSave = (made: ConfiguredSource): boolean => {
    const name = localize(made.name, language);
    if (!change([{ op: "put-source", source: made }], t("adminSources.saveName", { name }))) return false;
    announce(t("adminSources.saved", { name }));
    close();
    return true;
  };
  const handleRemove = ({ key, name }: ConfiguredSource): void => {
    // A tile that names a source which is not there would not be valid; taking both back is one step.
    const loosened = dependent.map(({ source: _source, ...tile }) => ({ op: "put-tile", tile }) as const);
    const called = localize(name, language);
    if (change([...loosened, { op: "remove-source", key }], t("adminSources.removeName", { name: called }))) {
      announce(t("adminSources.removed", { name: called }));
    }
    setRemoving(null);
    close();
  };
  const isOpen = opened !== null && source !== undefined;
  useFocusAfter(isOpen, list);
  return (
    <div className="src-view" ref={list}>
      {isOpen && data !== undefined ? (
        <SourceForm
          source={source}
          kinds={data.kinds}
          taken={sources.map(({ key }) => key)}
          onSave={handleSave}
          onRemove={setRemoving}
          onClose={close}
        />
      ) : (
        <SourceList draft={draft} onOpen={(next) => setOpen(() => ({ opened: next, typed: null }))} />
      )}
      {removing === null ? null : (
        <RemoveQuestion
          source={removing}
          tiles={dependent}
          onRemove={() => handleRemove(removing)}
          onClose={() => setRemoving(null)}
        />
      )}
    </div>
  );
}

/** Back from a form, the focus goes to the head of the list, and not to the top of the page. */
function useFocusAfter(isOpen: boolean, list: { readonly current: HTMLElement | null }): void {
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen) list.current?.querySelector("h2")?.focus();
    wasOpen.current = isOpen;
  }, [isOpen, list]);
}

function SourceList({ draft, onOpen }: { draft: Draft; onOpen: (opened: OpenSource["opened"]) => void }): ReactElement {
  const { t } = useTopicText("adminSources");
  const { ownerOf } = useDraft();
  const health = useQuery(sourcesQuery);
  const live = useQuery(liveQuery);
  const act = useSwitch();
  usePortalEvents(({ type }) => {
    if (type === "live_changed" || type === "configuration_published" || type === "resync") {
      void health.refetch();
      void live.refetch();
    }
  });
  const { sources } = draft.document;
  const published = new Map(draft.published.document.sources.map((source) => [source.key, source]));
  const offOf = (key: string) => live.data?.sourcesOff.find((one) => one.switch.source === key) ?? null;
  const asked = sources.find(({ key }) => key === act.asked?.key);
  const failure = health.error ?? live.error;
  return (
    <>
      <div className="src-head">
        <h2 tabIndex={-1}>{t("adminSources.heading")}</h2>
        <Button className="btn" onPress={() => onOpen({ kind: "new" })} isDisabled={health.data === undefined}>
          <Icon name="plus" size={18} />
          {t("adminSources.add")}
        </Button>
      </div>
      <p className="muted">{t("adminSources.text")}</p>
      {failure === null ? null : (
        <PortalFailure
          error={failure}
          since={health.data === undefined ? null : new Date(health.dataUpdatedAt)}
          isTrying={health.isFetching || live.isFetching}
          onRetry={() => {
            void health.refetch();
            void live.refetch();
          }}
        />
      )}
      {act.error !== null && codeOf(act.error) === "version_stale" ? (
        <div className="notice notice-warn" role="alert">
          <Icon name="warning" />
          <p>{t("adminSources.stale")}</p>
        </div>
      ) : null}
      {sources.length === 0 ? <p>{t("adminSources.empty")}</p> : null}
      <ul className="src-rows" aria-label={t("adminSources.heading")}>
        {sources.map((source) => {
          const before = published.get(source.key);
          const off = offOf(source.key);
          const isChanged = before !== undefined && JSON.stringify(before) !== JSON.stringify(source);
          return (
            <SourceRow
              key={source.key}
              source={source}
              kind={health.data?.kinds.find(({ kind }) => kind === source.kind) ?? null}
              health={health.data?.health.find(({ key }) => key === source.key) ?? null}
              off={off}
              mark={before === undefined ? "adminSources.inDraft" : isChanged ? "adminSources.changed" : null}
              keptBy={ownerOf(`sources/${source.key}`)}
              isSwitchable={before !== undefined && live.data !== undefined}
              onEdit={() => onOpen({ kind: "edit", key: source.key })}
              onSwitch={() => act.open(source.key, off === null ? "off" : "on", off?.version ?? 0)}
            />
          );
        })}
      </ul>
      {asked === undefined ? null : <SwitchQuestion act={act} source={asked} />}
    </>
  );
}
