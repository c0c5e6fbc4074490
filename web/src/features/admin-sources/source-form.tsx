import { isEqual } from "@pforte/shared/configuration/is-equal";
import type { SourceKind } from "@pforte/shared/contract/admin-sources";
import { localize } from "@pforte/shared/contract/localized";
import type { ConfiguredSource } from "@pforte/shared/contract/portal-configuration";
import { useEffect, useMemo, useRef, useState } from "react";
import type { ReactElement } from "react";
import { Button } from "react-aria-components";
import { useKeptForm } from "#api/kept-form.ts";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { SignedInAgain } from "#ui/signed-in-again.tsx";
import { TextPair } from "#ui/text-pair.tsx";
import { openSource } from "./open-source.ts";
import { fieldsOf } from "./settings-schema.ts";
import type { SettingProblem } from "./settings-values.ts";
import { Setting } from "./setting.tsx";
import { ChoiceField, LineField } from "./source-fields.tsx";
import { checkSource, inputOf, newInput, type SourceInput, type SourceProblems } from "./source-input.ts";
import { SourceTest } from "./source-test.tsx";

interface SourceFormProps {
  /** `null` for a new one. */
  readonly source: ConfiguredSource | null;
  readonly kinds: readonly SourceKind[];
  readonly taken: readonly string[];
  /** Puts it into the draft; false where it cannot be. */
  readonly onSave: (source: ConfiguredSource) => boolean;
  readonly onRemove: (source: ConfiguredSource) => void;
  readonly onClose: () => void;
}

/** Everything about one source: what every source has, what its kind wants beside, and whether it answers. */
export function SourceForm({ source, kinds, taken, onSave, onRemove, onClose }: SourceFormProps): ReactElement {
  const { t, language } = useTopicText("adminSources");
  const [{ typed }, setKept, isBack] = useKeptForm(openSource);
  const input = typed?.input ?? firstInput(source, kinds);
  const [problems, setProblems] = useState<SourceProblems>(new Map());
  const [isRefused, setRefused] = useState(false);
  // What the form began with: others' changes since are not put back without a word.
  const began = typed === null ? source : typed.began;
  const [isOvertaken, setOvertaken] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const fields = useRef<HTMLFormElement>(null);
  const kind = kinds.find((one) => one.kind === input.kind) ?? null;
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    if (problems.size > 0) fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problems]);
  const read = (): ConfiguredSource | null => {
    const checked = checkSource(input, { kind, before: source, taken });
    setProblems(checked.kind === "wrong" ? checked.problems : new Map());
    return checked.kind === "fine" ? checked.source : null;
  };
  const handleSubmit = (event: { preventDefault(): void }): void => {
    event.preventDefault();
    const made = read();
    if (made !== null && !isEqual(began, source)) {
      setOvertaken(true);
      return;
    }
    setRefused(made !== null && !onSave(made));
  };
  const change = (some: Partial<SourceInput>): void =>
    setKept((before) => {
      const now = before.typed ?? { input: firstInput(source, kinds), began: source };
      return { ...before, typed: { ...now, input: { ...now.input, ...some } } };
    });
  return (
    <form className="src-form" ref={fields} onSubmit={handleSubmit} noValidate>
      <Button className="btn btn-quiet btn-sm" onPress={onClose}>
        <Icon name="chevron-left" size={16} />
        {t("adminSources.form.back")}
      </Button>
      <h2 ref={heading} tabIndex={-1}>
        {source === null
          ? t("adminSources.form.newTitle")
          : t("adminSources.form.editTitle", { name: localize(source.name, language) })}
      </h2>
      <SignedInAgain isBack={isBack} />
      <CommonFields input={input} problems={problems} kinds={kinds} isNew={source === null} onChange={change} />
      <KindFields input={input} problems={problems} kind={kind} onChange={change} />
      <SourceTest read={read} />
      {isOvertaken && !isEqual(began, source) ? (
        <Overtaken
          onKeep={() => setKept((before) => ({ ...before, typed: { input, began: source } }))}
          onLoad={() => setKept((before) => ({ ...before, typed: null }))}
        />
      ) : null}
      {isRefused ? (
        <div className="notice notice-danger" role="alert">
          <Icon name="error" />
          <p>{t("adminSources.form.refused")}</p>
        </div>
      ) : null}
      <div className="src-acts">
        <Button type="submit" className="btn btn-primary">
          {t("adminSources.form.save")}
        </Button>
        <Button className="btn" onPress={onClose}>
          {t("adminSources.form.cancel")}
        </Button>
        {source === null ? null : (
          <Button className="btn btn-quiet" onPress={() => onRemove(source)}>
            {t("adminSources.form.remove")}
          </Button>
        )}
      </div>
    </form>
  );
}

/** Somebody else has changed the same source; one side is chosen, and then saved. */
function Overtaken({ onKeep, onLoad }: { onKeep: () => void; onLoad: () => void }): ReactElement {
  const { t } = useTopicText("adminSources");
  return (
    <div className="notice notice-warn" role="alert">
      <Icon name="warning" />
      <p>{t("adminSources.form.overtaken")}</p>
      <div className="notice-acts">
        <Button className="btn btn-sm" onPress={onLoad}>
          {t("adminSources.form.loadTheirs")}
        </Button>
        <Button className="btn btn-sm" onPress={onKeep}>
          {t("adminSources.form.keepMine")}
        </Button>
      </div>
    </div>
  );
}

function firstInput(source: ConfiguredSource | null, kinds: readonly SourceKind[]): SourceInput {
  return source === null
    ? newInput(kinds[0]?.kind ?? "")
    : inputOf(source, kinds.find(({ kind }) => kind === source.kind) ?? null);
}

interface FieldsProps {
  readonly input: SourceInput;
  readonly problems: SourceProblems;
  readonly onChange: (some: Partial<SourceInput>) => void;
}

function CommonFields({
  input,
  problems,
  kinds,
  isNew,
  onChange,
}: FieldsProps & { kinds: readonly SourceKind[]; isNew: boolean }): ReactElement {
  const { t, language } = useTopicText("adminSources");
  const sentenceOf = (field: string): string | undefined => {
    const problem = problems.get(field);
    return problem === undefined ? undefined : t(`adminSources.problem.${problem}`);
  };
  return (
    <div className="src-fields">
      {isNew ? (
        <>
          <ChoiceField
            label={t("adminSources.form.kind")}
            choices={kinds.map(({ kind, name }) => ({ id: kind, text: localize(name, language) }))}
            chosen={input.kind}
            onChoose={(kind) => onChange({ kind, settings: {} })}
          />
          <LineField
            label={t("adminSources.form.key")}
            hint={t("adminSources.form.keyHint")}
            value={input.key}
            onChange={(key) => onChange({ key })}
            problem={problems.get("key")}
            isRequired
          />
        </>
      ) : null}
      <TextPair
        labels={{ de: t("adminSources.form.nameDe"), en: t("adminSources.form.nameEn") }}
        value={input.name}
        onChange={(name) => onChange({ name })}
        errors={{ de: sentenceOf("name.de"), en: sentenceOf("name.en") }}
        missing={t("adminSources.form.missing")}
        isRequired
      />
      <LineField
        label={t("adminSources.form.address")}
        hint={t("adminSources.form.addressHint")}
        value={input.address}
        onChange={(address) => onChange({ address })}
        problem={problems.get("address")}
        type="url"
        isRequired
      />
      <LineField
        label={t("adminSources.form.audience")}
        hint={t("adminSources.form.audienceHint")}
        value={input.audience}
        onChange={(audience) => onChange({ audience })}
        problem={problems.get("audience")}
      />
      <LineField
        label={t("adminSources.form.scope")}
        value={input.scope}
        onChange={(scope) => onChange({ scope })}
        problem={problems.get("scope")}
      />
      <TextPair
        labels={{ de: t("adminSources.form.requestDe"), en: t("adminSources.form.requestEn") }}
        value={input.requestAccess}
        onChange={(requestAccess) => onChange({ requestAccess })}
        errors={{ de: sentenceOf("requestAccess.de"), en: sentenceOf("requestAccess.en") }}
        missing={t("adminSources.form.missing")}
        type="url"
      />
    </div>
  );
}

function KindFields({
  input,
  problems,
  kind,
  onChange,
}: FieldsProps & { kind: SourceKind | null }): ReactElement | null {
  const { t } = useTopicText("adminSources");
  const fields = useMemo(() => fieldsOf(kind?.settings ?? {}), [kind]);
  if (kind === null) {
    return <p className="src-hint">{t("adminSources.form.unknownKind", { kind: input.kind })}</p>;
  }
  if (fields.length === 0) return null;
  return (
    <fieldset className="src-fields src-settings">
      <legend>{t("adminSources.form.settings")}</legend>
      {fields.map((field) => (
        <Setting
          key={`${kind.kind} ${field.path}`}
          field={field}
          value={input.settings[field.path] ?? ""}
          onChange={(value) => onChange({ settings: { ...input.settings, [field.path]: value } })}
          problem={ofSettings(problems.get(`settings.${field.path}`))}
        />
      ))}
    </fieldset>
  );
}

/** A short name is taken, a setting never. */
const ofSettings = (problem: SettingProblem | "taken" | undefined): SettingProblem | undefined =>
  problem === "taken" ? "form" : problem;
