import { useRef, useState } from "react";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { codeOf } from "#api/api-error.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { ActFailure } from "#ui/act-failure.tsx";
import { DifferenceList } from "#ui/difference-list.tsx";
import { NoteField } from "#ui/note-field.tsx";
import { SectionHead } from "#ui/section-head.tsx";
import type { FileAct, FilePlan } from "./use-file.ts";

interface FilePlanPartProps {
  readonly plan: Extract<FilePlan, { kind: "plan" }>;
  readonly act: FileAct;
}

/** What a file would change, in words, with the act that does it. */
export function FilePlanPart({ plan, act }: FilePlanPartProps): ReactElement {
  const { t } = useTopicText("adminCode");
  const [isTried, setTried] = useState(false);
  const note = useRef<HTMLTextAreaElement>(null);
  const isMissing = act.note.trim() === "";
  return (
    <section aria-labelledby="file-plan">
      <SectionHead
        id="file-plan"
        title={t("file.plan")}
        count={<span className="p-count num">{plan.difference.length}</span>}
      />
      <p className="small muted">
        {t("file.planText", { version: plan.version })}{" "}
        {plan.origin === null ? t("file.noOrigin") : t("file.planOrigin", { origin: plan.origin })}
      </p>
      {plan.difference.length === 0 ? (
        <p>{t("file.noChange")}</p>
      ) : (
        <DifferenceList changes={plan.difference} labelledBy="file-plan" />
      )}
      <div className="p-panel p-apply">
        <NoteField ref={note} note={act.note} onNote={act.setNote} isMissing={isTried && isMissing} />
        {act.applyError === null ? null : (
          <ActFailure
            error={act.applyError}
            sentence={codeOf(act.applyError) === "version_stale" ? t("file.stale") : null}
          />
        )}
        <div className="p-acts">
          <Button
            className="btn btn-primary"
            isPending={act.isApplying}
            onPress={() => {
              setTried(true);
              if (isMissing) {
                note.current?.focus();
              } else {
                act.apply(plan.version);
              }
            }}
          >
            {t("file.apply")}
          </Button>
        </div>
        <p className="small muted">{t("file.applyHint")}</p>
      </div>
    </section>
  );
}
