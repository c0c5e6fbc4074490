import type { ReactElement } from "react";
import { FieldError, Input, Label, Text, TextArea, TextField } from "react-aria-components";
import "#styles/forms.css";

/** A text in both languages, as it is typed; what is empty is missing. */
export interface TypedPair {
  readonly de: string;
  readonly en: string;
}

interface TextPairProps {
  readonly labels: TypedPair;
  readonly value: TypedPair;
  readonly onChange: (value: TypedPair) => void;
  readonly errors?: { readonly de?: string | undefined; readonly en?: string | undefined };
  /** Below the English field while it is empty and the German one is not: what is shown instead. */
  readonly missing: string;
  readonly isMultiline?: boolean;
  readonly isDisabled?: boolean;
  readonly isRequired?: boolean;
  readonly type?: "text" | "url";
}

/** One text in both languages, side by side where there is room. */
export function TextPair({
  labels,
  value,
  onChange,
  errors = noErrors,
  missing,
  ...field
}: TextPairProps): ReactElement {
  const isMissing = value.de.trim() !== "" && value.en.trim() === "";
  return (
    <div className="text-pair">
      <One
        {...field}
        label={labels.de}
        value={value.de}
        error={errors.de}
        onChange={(de) => onChange({ ...value, de })}
      />
      <One
        {...field}
        isRequired={false}
        label={labels.en}
        value={value.en}
        error={errors.en}
        hint={isMissing ? missing : undefined}
        onChange={(en) => onChange({ ...value, en })}
      />
    </div>
  );
}

const noErrors: NonNullable<TextPairProps["errors"]> = {};

interface OneProps extends Pick<TextPairProps, "isMultiline" | "isDisabled" | "isRequired" | "type"> {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
  readonly hint?: string | undefined;
}

function One({
  label,
  value,
  onChange,
  error,
  hint,
  isMultiline = false,
  isDisabled,
  isRequired,
  type,
}: OneProps): ReactElement {
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      isInvalid={error !== undefined}
      isDisabled={isDisabled === true}
      isRequired={isRequired === true}
      validationBehavior="aria"
      type={type ?? "text"}
    >
      <Label>{label}</Label>
      {isMultiline ? <TextArea className="input" rows={3} /> : <Input className="input" />}
      {hint === undefined ? null : (
        <Text slot="description" className="field-missing">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  );
}
