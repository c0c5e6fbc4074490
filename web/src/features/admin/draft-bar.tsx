import { differenceOf } from "@pforte/shared/configuration/difference";
import { useMemo } from "react";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { Link } from "react-router";
import type { Draft } from "@pforte/shared/contract/admin-draft";
import { codeOf } from "#api/api-error.ts";
import { useDraft } from "#api/draft.tsx";
import { usePortalClient } from "#api/portal-client.tsx";
import { failureTexts } from "#i18n/failure-text.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { announce } from "#ui/announcer.tsx";
import { Icon } from "#ui/icon.tsx";

/** What is in the draft and whether it is safe; the way back, the way to look and the way out. */
export function DraftBar({ isPublishing }: { isPublishing: boolean }): ReactElement {
  const { t } = useTopicText("admin");
  const { draft, error } = useDraft();
  const unread = error === null ? t("draft.reading") : t(failureTexts[codeOf(error)].text);
  return (
    <section className="adm-bar" aria-label={t("draft.label")}>
      <p className="adm-state">{draft === null ? unread : <State draft={draft} />}</p>
      <BackAndForth />
      <span className="spring" />
      <Link className="btn btn-quiet" to={{ pathname: "/admin/publish", hash: "#preview" }}>
        <Icon name="eye" size={18} />
        {t("draft.preview")}
      </Link>
      <Link className="btn btn-quiet" to={{ pathname: "/admin/publish", hash: "#difference" }}>
        <Icon name="diff" size={18} />
        {t("draft.difference")}
      </Link>
      {isPublishing ? null : (
        <Link className="btn btn-primary" to="/admin/publish">
          {t("draft.publish")}
        </Link>
      )}
    </section>
  );
}

function State({ draft }: { draft: Draft }): ReactElement {
  const { t } = useTopicText("admin");
  const { isSaving, problem, savedAt } = useDraft();
  const count = useMemo(() => differenceOf(draft.published.document, draft.document).length, [draft]);
  const saved = savedAt ?? draft.changes.at(-1)?.at ?? null;
  const isLost = problem !== null && problem.kind !== "overtaken";
  if (count === 0 && !isLost && !isSaving) {
    return <>{t("draft.none")}</>;
  }
  return (
    <>
      <b>{t("draft.changes", { count })}</b> {t("draft.inDraft")}
      {isLost ? ` · ${t("draft.unsaved")}` : isSaving ? ` · ${t("draft.saving")}` : <Saved at={saved} />}
    </>
  );
}

function Saved({ at }: { at: string | null }): string | null {
  const { t, time, shortTime, calendarDay } = useTopicText("admin");
  const { now } = usePortalClient();
  if (at === null) {
    return null;
  }
  const when = new Date(at);
  return calendarDay(when) === calendarDay(now())
    ? ` · ${t("draft.savedAt", { time: time(when) })}`
    : ` · ${t("draft.savedOn", { day: shortTime(when, now()), time: time(when) })}`;
}

function BackAndForth(): ReactElement {
  const { t } = useTopicText("admin");
  const { undo, redo, undoName, redoName } = useDraft();
  const handleUndo = (): void => {
    // What was overtaken is not taken back, and the page says so.
    if (undo?.() === true) {
      announce(undoName === null ? t("draft.undoneAny") : t("draft.undone", { name: undoName }));
    }
  };
  const handleRedo = (): void => {
    if (redo?.() === true) {
      announce(redoName === null ? t("draft.redoneAny") : t("draft.redone", { name: redoName }));
    }
  };
  return (
    <span className="adm-undo">
      <Button
        className="ib"
        aria-label={undoName === null ? t("draft.undo") : t("draft.undoName", { name: undoName })}
        aria-disabled={undo === null}
        onPress={() => undo !== null && handleUndo()}
      >
        <Icon name="undo" size={18} />
      </Button>
      <Button
        className="ib adm-redo"
        aria-label={redoName === null ? t("draft.redo") : t("draft.redoName", { name: redoName })}
        aria-disabled={redo === null}
        onPress={() => redo !== null && handleRedo()}
      >
        <Icon name="undo" size={18} />
      </Button>
    </span>
  );
}
