import { localize } from "@pforte/shared/contract/localized";
import type { ConfiguredSource, ConfiguredTile } from "@pforte/shared/contract/portal-configuration";
import type { ReactElement } from "react";
import { codeOf } from "#api/api-error.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { ActFailure } from "#ui/act-failure.tsx";
import { SignedInAgain } from "#ui/signed-in-again.tsx";
import { TextPair } from "#ui/text-pair.tsx";
import { QuestionDialog } from "./question-dialog.tsx";
import type { SwitchAct } from "./use-switch.ts";

/** Asks before a source is switched off or on for everybody, at once. */
export function SwitchQuestion({ act, source }: { act: SwitchAct; source: ConfiguredSource }): ReactElement | null {
  const { t, language } = useTopicText("adminSources");
  const { asked } = act;
  if (asked === null) return null;
  const name = localize(source.name, language);
  return (
    <QuestionDialog
      title={t(`adminSources.${asked.to}.title`, { name })}
      act={t(`adminSources.${asked.to}.do`)}
      onAct={() => act.run(source)}
      isRunning={act.isRunning}
      isTyped={asked.reason.de !== "" || asked.reason.en !== ""}
      onClose={act.close}
    >
      <SignedInAgain isBack={act.isBack} />
      <p>{t(`adminSources.${asked.to}.text`)}</p>
      {asked.to === "off" ? (
        <TextPair
          labels={{ de: t("adminSources.off.reasonDe"), en: t("adminSources.off.reasonEn") }}
          value={asked.reason}
          onChange={act.setReason}
          missing={t("adminSources.form.missing")}
        />
      ) : null}
      {act.error === null || codeOf(act.error) === "version_stale" ? null : <ActFailure error={act.error} />}
    </QuestionDialog>
  );
}

interface RemoveQuestionProps {
  readonly source: ConfiguredSource;
  /** Those that show news of it. */
  readonly tiles: readonly ConfiguredTile[];
  readonly onRemove: () => void;
  readonly onClose: () => void;
}

/** Asks before a source is taken out of the draft. */
export function RemoveQuestion({ source, tiles, onRemove, onClose }: RemoveQuestionProps): ReactElement {
  const { t, language } = useTopicText("adminSources");
  const names = tiles.map(({ name }) => localize(name, language)).join(", ");
  return (
    <QuestionDialog
      title={t("adminSources.remove.title", { name: localize(source.name, language) })}
      act={t("adminSources.remove.do")}
      onAct={onRemove}
      onClose={onClose}
    >
      <p>{t("adminSources.remove.text")}</p>
      {tiles.length === 0 ? null : <p>{t("adminSources.remove.tiles", { tiles: names })}</p>}
    </QuestionDialog>
  );
}
