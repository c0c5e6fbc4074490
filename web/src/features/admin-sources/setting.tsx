import type { Language } from "@pforte/shared/contract/localized";
import type { ReactElement } from "react";
import type { Text, TextKey, TopicKey } from "#i18n/text.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import type { SettingField } from "./settings-schema.ts";
import type { SettingProblem } from "./settings-values.ts";
import { ChoiceField, LineField } from "./source-fields.tsx";

/** No field has this for a value. */
const unset = " ";

interface SettingProps {
  readonly field: SettingField;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly problem: SettingProblem | undefined;
}

/** A field for one value of the settings, after its schema. */
export function Setting(props: SettingProps): ReactElement {
  const { kind } = props.field;
  return kind === "choice" || kind === "switch" ? <ChosenSetting {...props} /> : <TypedSetting {...props} />;
}

type T = Text<TextKey | TopicKey<"adminSources">>["t"];

/** As its connector calls it, in the page's language if it can. */
function labelOf({ path, title, label }: SettingField, language: Language): string {
  return label?.[language] ?? label?.["de"] ?? title ?? path;
}

function ChosenSetting({ field, value, onChange, problem }: SettingProps): ReactElement {
  const { t, language } = useTopicText("adminSources");
  const isSwitch = field.kind === "switch";
  const choices = isSwitch ? ["true", "false"] : field.choices;
  const nameOf = (choice: string): string =>
    isSwitch ? t(choice === "true" ? "adminSources.form.yes" : "adminSources.form.no") : choice;
  const none =
    field.fallback === null
      ? t("adminSources.form.chooseNone")
      : t("adminSources.form.chooseDefault", { value: nameOf(field.fallback) });
  return (
    <ChoiceField
      label={labelOf(field, language)}
      choices={[{ id: unset, text: none }, ...choices.map((id) => ({ id, text: nameOf(id) }))]}
      chosen={value === "" ? unset : value}
      onChoose={(id) => onChange(id === unset ? "" : id)}
      hint={field.description ?? undefined}
      problem={problem}
    />
  );
}

function TypedSetting({ field, value, onChange, problem }: SettingProps): ReactElement {
  const { t, language } = useTopicText("adminSources");
  const hints = hintsOf(field, t);
  return (
    <LineField
      label={labelOf(field, language)}
      value={value}
      onChange={onChange}
      problem={problem}
      hint={hints === "" ? undefined : hints}
      type={field.kind === "address" ? "url" : "text"}
      isRequired={field.isRequired}
      isMultiline={field.kind === "lines" || field.kind === "json"}
      isCode={field.kind === "json"}
    />
  );
}

function hintsOf({ kind, description, fallback }: SettingField, t: T): string {
  const hasFallback = fallback !== null && fallback !== "";
  return [
    ...(description === null ? [] : [description]),
    ...(hasFallback ? [t("adminSources.form.default", { value: fallback })] : []),
    ...(kind === "lines" ? [t("adminSources.form.linesHint")] : []),
    ...(kind === "json" ? [t("adminSources.form.jsonHint")] : []),
  ].join(" ");
}
