import type { ReactElement, ReactNode } from "react";
import { FieldError, Input, Label, TextField } from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { TextPair } from "#ui/text-pair.tsx";
import type { BrandingInput } from "./branding-input.ts";
import type { BrandingForm } from "./use-branding-form.ts";

/** What every field needs: the form, and who keeps its part of the portal. */
export interface FieldsProps {
  readonly form: BrandingForm;
  /** Where the file that keeps this part says that it comes from; `null` where it is free. */
  readonly ownerOf: (part: string) => string | null;
}

type PairName = {
  [K in keyof BrandingInput]: BrandingInput[K] extends { readonly de: string } ? K : never;
}[keyof BrandingInput];
type LineName = { [K in keyof BrandingInput]: BrandingInput[K] extends string ? K : never }[keyof BrandingInput];

/** The words that are wrong with a field. */
export function useProblem({ problems }: BrandingForm): (path: string) => string | undefined {
  const { t } = useTopicText("adminBranding");
  return (path) => {
    const problem = problems.get(path);
    return problem === undefined ? undefined : t(`branding.problem.${problem}`);
  };
}

/** One text or address in both languages. */
export function PairField({
  form,
  ownerOf,
  field,
  path,
  label,
  isMultiline = false,
  isRequired = false,
}: FieldsProps & {
  readonly field: PairName;
  /** Where it is in the portal's part of the document, such as `support.address`. */
  readonly path: string;
  readonly label: string;
  readonly isMultiline?: boolean;
  readonly isRequired?: boolean;
}): ReactElement {
  const { t } = useTopicText("adminBranding");
  const problem = useProblem(form);
  const owner = ownerOf(partOf(path));
  return (
    <div className="brand-field">
      <TextPair
        labels={{ de: t("branding.inGerman", { label }), en: t("branding.inEnglish", { label }) }}
        value={form.input[field]}
        onChange={(value) => form.change({ [field]: value })}
        errors={{ de: problem(`${path}.de`) ?? problem(path), en: problem(`${path}.en`) }}
        missing={t("branding.missingEn")}
        isMultiline={isMultiline}
        isRequired={isRequired}
        isDisabled={owner !== null}
      />
      <OwnedBy owner={owner} />
    </div>
  );
}

/** One line that is the same in both languages. */
export function LineField({
  form,
  ownerOf,
  field,
  path,
  label,
  type = "text",
}: FieldsProps & {
  readonly field: LineName;
  readonly path: string;
  readonly label: string;
  readonly type?: "text" | "tel" | "email";
}): ReactElement {
  const error = useProblem(form)(path);
  return (
    <TextField
      className="field"
      type={type}
      value={form.input[field]}
      onChange={(value) => form.change({ [field]: value })}
      isInvalid={error !== undefined}
      isDisabled={ownerOf(partOf(path)) !== null}
      validationBehavior="aria"
    >
      <Label>{label}</Label>
      <Input className="input" />
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  );
}

/** Says that a file keeps it, and which. */
export function OwnedBy({ owner }: { owner: string | null }): ReactElement | null {
  const { t } = useTopicText("adminBranding");
  return owner === null ? null : (
    <p className="field-hint brand-owned">
      <Icon name="lock" size={16} />
      {t("branding.owned", { origin: owner })}
    </p>
  );
}

/** A part of the form with its heading. */
export function FieldGroup({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <fieldset className="brand-group">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

function partOf(path: string): string {
  return path.split(".")[0] ?? path;
}
