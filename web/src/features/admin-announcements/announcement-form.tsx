import type { Home } from "@pforte/shared/contract/home";
import { useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import { Button, Checkbox, Form } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { SignedInAgain } from "#ui/signed-in-again.tsx";
import { TextPair } from "#ui/text-pair.tsx";
import type { Checked, WrongField } from "./announcement-input.ts";
import { AudienceFields } from "./audience-fields.tsx";
import { ChoiceField } from "./choice-field.tsx";
import { DealingFields } from "./dealing-fields.tsx";
import { FormFailure } from "./form-failure.tsx";
import type { KnownAnnouncement } from "./live-queries.ts";
import { PeriodFields } from "./period-fields.tsx";
import { StripPreview } from "./strip-preview.tsx";
import { TileField } from "./tile-field.tsx";
import type { AnnouncementForm as FormState, EditedAnnouncement } from "./use-announcement-form.ts";

interface AnnouncementFormProps {
  readonly home: Home;
  readonly form: FormState;
  readonly edited: EditedAnnouncement;
  /** The same as others left it; `null` where it is gone, or new. */
  readonly current: KnownAnnouncement | null;
  readonly tiles: readonly { readonly key: string; readonly name: string }[];
}

const severities = [
  ["info", "info"],
  ["success", "check"],
  ["warning", "warning"],
  ["danger", "error"],
] as const;

/** An announcement as it is written, beside what people will see. What is published takes effect at once. */
export function AnnouncementForm({ home, form, edited, current, tiles }: AnnouncementFormProps): ReactElement {
  const { t } = useTopicText("adminAnnouncements");
  const { input, key } = edited;
  const { heading, fields, problems, publish } = useForm(form);
  const errorOf = (field: WrongField): string | undefined => {
    const problem = problems.get(field);
    return problem === undefined ? undefined : t(`announcements.problem.${problem}`);
  };
  return (
    <div className="ann-edit">
      <Form ref={fields} className="ann-form" aria-labelledby="ann-title" onSubmit={publish}>
        <h2 id="ann-title" ref={heading} tabIndex={-1}>
          {t(key === null ? "announcements.newTitle" : "announcements.editTitle")}
        </h2>
        <SignedInAgain isBack={form.isBack} />
        <ChoiceField
          label={t("announcements.severity")}
          choices={severities.map(([id, icon]) => ({ id, icon, text: t(`announcement.${id}`) }))}
          chosen={input.severity}
          onChoose={(severity) => form.change({ severity })}
        />
        <TextPair
          labels={{ de: t("announcements.titleDe"), en: t("announcements.titleEn") }}
          value={input.title}
          onChange={(title) => form.change({ title })}
          errors={{ de: errorOf("title.de"), en: errorOf("title.en") }}
          missing={t("announcements.missingEn")}
          isRequired
        />
        <TextPair
          labels={{ de: t("announcements.textDe"), en: t("announcements.textEn") }}
          value={input.text}
          onChange={(text) => form.change({ text })}
          errors={{ de: errorOf("text.de"), en: errorOf("text.en") }}
          missing={t("announcements.missingEn")}
          isMultiline
        />
        <AudienceFields input={input} change={form.change} error={errorOf("groups")} />
        <PeriodFields input={input} change={form.change} timeZone={home.timeZone} error={errorOf("until")} />
        <TileField tiles={tiles} chosen={input.tile} onChoose={(tile) => form.change({ tile })} />
        <DealingFields input={input} change={form.change} timeZone={home.timeZone} error={errorOf("deadline")} />
        {key === null ? null : (
          <Checkbox
            className="choice"
            isSelected={input.showAgain}
            onChange={(showAgain) => form.change({ showAgain })}
          >
            <span className="check-box" aria-hidden="true" />
            {t("announcements.showAgain")}
          </Checkbox>
        )}
        <FormFailure form={form} edited={edited} current={current} />
        <div className="ann-acts">
          <Button type="submit" className="btn btn-primary" isPending={form.isRunning}>
            {t("announcements.publish")}
          </Button>
          <Button className="btn" onPress={form.close}>
            {t("announcements.cancel")}
          </Button>
        </div>
        <p className="field-hint">{t("announcements.atOnce")}</p>
      </Form>
      <StripPreview input={input} tileName={tiles.find((tile) => tile.key === input.tile)?.name ?? null} />
    </div>
  );
}

type Problems = (Checked & { kind: "wrong" })["problems"];
const none: Problems = new Map();

/** The form takes the focus when it opens, and leads to what is wrong when it is sent. */
function useForm(form: FormState) {
  const heading = useRef<HTMLHeadingElement>(null);
  const fields = useRef<HTMLFormElement>(null);
  const [problems, setProblems] = useState<Problems>(none);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    if (problems.size > 0) {
      fields.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid] [role="spinbutton"]')?.focus();
    }
  }, [problems]);
  const publish = (event: { preventDefault(): void }): void => {
    event.preventDefault();
    const checked = form.publish();
    setProblems(checked.kind === "wrong" ? checked.problems : none);
  };
  return { heading, fields, problems, publish };
}
