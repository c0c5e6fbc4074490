import type { Draft } from "@pforte/shared/contract/admin-draft";
import type { LintFinding } from "@pforte/shared/contract/admin-publish";
import { useRef, useState } from "react";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { codeOf } from "#api/api-error.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { SignedInAgain } from "#ui/signed-in-again.tsx";
import { ActFailure } from "#ui/act-failure.tsx";
import { NoteField } from "#ui/note-field.tsx";
import type { PublishAct } from "./use-publish.ts";

interface PublishFormProps {
  readonly draft: Draft;
  /** `null` while the linter has not answered for this version of the draft. */
  readonly findings: readonly LintFinding[] | null;
  readonly isSaving: boolean;
  readonly isUnsaved: boolean;
  readonly act: PublishAct;
  readonly onDiscard: () => void;
}

/** The note and the one primary act; what still stands against it is said when it is pressed. */
export function PublishForm(props: PublishFormProps): ReactElement {
  const { draft, act, onDiscard } = props;
  const { t } = useTopicText("adminPublish");
  const note = useRef<HTMLTextAreaElement>(null);
  const [isTried, setTried] = useState(false);
  const blocker = blockerOf(props);
  const said = isTried && blocker !== null && blocker !== "note" ? t(`publish.blocked.${blocker}`) : null;
  const code = act.error === null ? null : codeOf(act.error);
  return (
    <section className="p-panel" aria-labelledby="publish-form">
      <h3 id="publish-form">{t("publish.formTitle", { version: draft.published.version + 1 })}</h3>
      <SignedInAgain isBack={act.isBack} />
      <NoteField
        ref={note}
        note={act.input.note}
        onNote={(text) => act.change({ ...act.input, note: text })}
        isMissing={isTried && blocker === "note"}
      />
      {act.error === null ? null : (
        <ActFailure
          error={act.error}
          sentence={code === "version_stale" || code === "not_publishable" ? t(`publish.failed.${code}`) : null}
        />
      )}
      <div aria-live="polite">{said === null ? null : <p className="field-error">{said}</p>}</div>
      <div className="p-acts">
        <Button
          className="btn btn-primary"
          isPending={act.isRunning}
          onPress={() => {
            setTried(blocker !== null);
            if (blocker === "note") {
              note.current?.focus();
            }
            if (blocker === null) {
              act.publish(draft.version);
            }
          }}
        >
          {t("publish.do")}
        </Button>
        <Button className="btn btn-quiet" onPress={onDiscard}>
          {t("publish.discard")}
        </Button>
      </div>
      <p className="small muted">{t("publish.stepUpHint")}</p>
    </section>
  );
}

type Blocker = "saving" | "unsaved" | "unchecked" | "errors" | "warnings" | "note";

/** The first thing that stands against publishing. */
function blockerOf({ isUnsaved, isSaving, findings, act }: PublishFormProps): Blocker | null {
  if (isUnsaved || isSaving) {
    return isUnsaved ? "unsaved" : "saving";
  }
  if (findings === null) {
    return "unchecked";
  }
  if (findings.some(({ severity }) => severity === "error")) {
    return "errors";
  }
  if (findings.some(({ id }) => !act.input.accepted.includes(id))) {
    return "warnings";
  }
  return act.input.note.trim() === "" ? "note" : null;
}
