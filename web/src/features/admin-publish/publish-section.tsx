import { differenceOf } from "@pforte/shared/configuration/difference";
import type { Draft } from "@pforte/shared/contract/admin-draft";
import type { Home } from "@pforte/shared/contract/home";
import { useEffect, useMemo, useRef, useState } from "react";
import type { ReactElement, RefObject } from "react";
import { I18nProvider } from "react-aria-components";
import { useDraft } from "#api/draft.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import "#styles/views-publish.css";
import { actorName } from "#ui/actor-name.ts";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { allActors } from "./attribution.ts";
import { DiscardDialog } from "./discard-dialog.tsx";
import { DraftCheck, useFindings } from "./draft-check.tsx";
import { DraftDifference } from "./draft-difference.tsx";
import { DroppedChanges } from "./dropped-changes.tsx";
import { Preview } from "./preview.tsx";
import { PublishForm } from "./publish-form.tsx";
import { useHashTarget } from "./use-hash-target.ts";
import { usePublish, type PublishAct } from "./use-publish.ts";

/** The section at `/admin/publish`: what would go out, what stands against it, how it looks, and the act itself. */
export function PublishSection({ home }: { home: Home }): ReactElement {
  const { t, time, language } = useTopicText("adminPublish");
  const { draft, error, retry } = useDraft();
  const act = usePublish();
  useHashTarget(draft !== null);
  const heading = useFocusWhenEmpty(draft);
  return (
    <I18nProvider locale={language}>
      <div className="p-view">
        <h2 className="p-title" ref={heading} tabIndex={-1}>
          {t("publish.heading")}
        </h2>
        {act.done === null ? null : (
          <div className="notice notice-ok p-notice">
            <Icon name="check" />
            <p>{t("publish.done", { version: act.done.version, time: time(act.done.at) })}</p>
          </div>
        )}
        {draft === null ? (
          <Unread error={error} onRetry={retry} />
        ) : (
          <>
            <Pending draft={draft} act={act} />
            <Preview home={home} draftVersion={draft.version} />
          </>
        )}
      </div>
    </I18nProvider>
  );
}

/** The form goes with the last change, published or discarded; the focus that was in it goes to the heading. */
function useFocusWhenEmpty(draft: Draft | null): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const isEmpty = draft !== null && draft.changes.length === 0;
  const wasFull = useRef(false);
  useEffect(() => {
    if (wasFull.current && isEmpty) {
      // After a dialog has given the focus back to what is gone.
      requestAnimationFrame(() => {
        if (document.activeElement === document.body || document.activeElement === null) {
          heading.current?.focus();
        }
      });
    }
    wasFull.current = draft !== null && !isEmpty;
  }, [draft, isEmpty]);
  return heading;
}

function Unread({ error, onRetry }: { error: unknown; onRetry: () => void }): ReactElement {
  const { t } = useTopicText("adminPublish");
  return error === null ? (
    <RowSkeletons rows={5} label={t("publish.loading")} />
  ) : (
    <PortalFailure
      error={error instanceof Error ? error : new Error("The draft could not be read.")}
      since={null}
      onRetry={onRetry}
    />
  );
}

function Pending({ draft, act }: { draft: Draft; act: PublishAct }): ReactElement {
  const text = useTopicText("adminPublish");
  const changes = useMemo(() => differenceOf(draft.published.document, draft.document), [draft]);
  return changes.length === 0 && draft.changes.length === 0 ? (
    <div className="card-msg">
      <h3>{text.t("publish.emptyTitle")}</h3>
      <p>{text.t("publish.empty", { version: draft.published.version })}</p>
    </div>
  ) : (
    <Columns
      draft={draft}
      changes={changes}
      people={allActors(draft.changes).map((actor) => actorName(actor, text))}
      act={act}
    />
  );
}

function Columns({
  draft,
  changes,
  people,
  act,
}: Parameters<typeof DraftDifference>[0] & { act: PublishAct }): ReactElement {
  const client = useDraft();
  const findings = useFindings(draft);
  const [isDiscarding, setDiscarding] = useState(false);
  return (
    <div className="p-columns">
      <div className="p-main">
        <DraftDifference draft={draft} changes={changes} people={people} />
        <DroppedChanges changes={draft.changes} />
        <DraftCheck draft={draft} act={act} />
      </div>
      <PublishForm
        draft={draft}
        findings={findings}
        isSaving={client.isSaving}
        isUnsaved={client.problem !== null && client.problem.kind !== "overtaken"}
        act={act}
        onDiscard={() => setDiscarding(true)}
      />
      {isDiscarding ? (
        <DiscardDialog
          count={draft.changes.length}
          people={people.join(", ")}
          discard={client.discard}
          onClose={() => setDiscarding(false)}
        />
      ) : null}
    </div>
  );
}
