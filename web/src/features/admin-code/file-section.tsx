import { configurationExportPath, configurationSchemaPath } from "@pforte/shared/contract/admin-code";
import type { Home } from "@pforte/shared/contract/home";
import { useRef, useState } from "react";
import type { ReactElement } from "react";
import { Button, I18nProvider } from "react-aria-components";
import { useDraft } from "#api/draft.tsx";
import { TopicTexts, useTopicText } from "#i18n/use-text.tsx";
import "#styles/views-publish.css";
import { ActFailure } from "#ui/act-failure.tsx";
import { Icon } from "#ui/icon.tsx";
import { SectionHead } from "#ui/section-head.tsx";
import { SignedInAgain } from "#ui/signed-in-again.tsx";
import { FileInput } from "./file-input.tsx";
import { FileKeeps } from "./file-keeps.tsx";
import { FilePlanPart } from "./file-plan.tsx";
import { FileProblems } from "./file-problems.tsx";
import { useFile } from "./use-file.ts";

/** The section at `/admin/file`: the configuration as a file, out and in. */
// oxlint-disable-next-line no-unused-vars -- all sections take the same
export function FileSection(_: { home: Home }): ReactElement {
  const { t, language } = useTopicText("adminCode");
  const { draft } = useDraft();
  return (
    <I18nProvider locale={language}>
      {/* Differences are told with the texts of publishing. */}
      <TopicTexts topic="adminPublish">
        <div className="p-view">
          <div>
            <h2 className="p-title">{t("file.heading")}</h2>
            <p className="muted">{t("file.intro")}</p>
          </div>
          <section aria-labelledby="file-out">
            <SectionHead id="file-out" title={t("file.out")} />
            <p className="p-out">
              <a className="btn" href={configurationExportPath} download>
                {t("file.export")}
              </a>
              <a href={configurationSchemaPath}>{t("file.schema")}</a>
            </p>
          </section>
          <FileKeeps draft={draft} />
          <FileIn />
        </div>
      </TopicTexts>
    </I18nProvider>
  );
}

function FileIn(): ReactElement {
  const { t } = useTopicText("adminCode");
  const act = useFile();
  const [isTried, setTried] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const isMissing = act.text.trim() === "";
  return (
    <>
      <section aria-labelledby="file-in">
        <SectionHead id="file-in" title={t("file.in")} />
        <SignedInAgain isBack={act.isBack} />
        {act.done === null ? null : (
          <div className="notice notice-ok p-notice">
            <Icon name="check" />
            <p>{t(act.done.isChanged ? "file.done" : "file.doneNothing", { version: act.done.version })}</p>
          </div>
        )}
        <FileInput
          ref={field}
          text={act.text}
          isMissing={isTried && isMissing}
          onText={(text) => {
            setTried(false);
            act.setText(text);
          }}
        />
        {act.checkError === null ? null : <ActFailure error={act.checkError} />}
        <div className="p-acts">
          <Button
            className="btn"
            isPending={act.isChecking}
            onPress={() => {
              setTried(true);
              if (isMissing) {
                field.current?.focus();
              } else {
                act.check();
              }
            }}
          >
            {t("file.check")}
          </Button>
        </div>
      </section>
      {act.plan?.kind === "problems" ? (
        <FileProblems problems={act.plan.problems} onLine={(line) => showLine(field.current, line)} />
      ) : null}
      {act.plan?.kind === "plan" ? <FilePlanPart plan={act.plan} act={act} /> : null}
    </>
  );
}

/** Selects a line of the field and brings it into sight. */
function showLine(field: HTMLTextAreaElement | null, line: number): void {
  if (field === null) {
    return;
  }
  const lines = field.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  const height = Number.parseFloat(getComputedStyle(field).lineHeight);
  field.scrollTop = Math.max(0, (line - 3) * height);
}
