import type { ReactElement, ReactNode } from "react";
import { FieldError, Input, Label, Text, TextArea, TextField } from "react-aria-components";
import { Icon } from "#ui/icon.tsx";
import type { TileFieldsProps } from "./tile-fields.tsx";
import type { TileValues } from "./tile-values.ts";

type TextFieldName = { [K in keyof TileValues]: TileValues[K] extends string ? K : never }[keyof TileValues];

interface TextLineProps extends Pick<TileFieldsProps, "values" | "wrong" | "isLocked" | "onChange"> {
  readonly field: TextFieldName;
  readonly label: string;
  readonly lang?: "de" | "en";
  readonly isRequired?: boolean;
  readonly isLong?: boolean;
  /** What is said where it is wrong. */
  readonly problem?: string;
  /** What is said where nothing is typed, although the other language has it. */
  readonly missing?: string;
  readonly hint?: string;
  readonly children?: ReactNode;
}

/** One text of the form, with what is wrong or missing below it. */
export function TextLine(props: TextLineProps): ReactElement {
  const { field, label, lang, isRequired = false, isLong = false, problem, missing, hint, children } = props;
  const { values, wrong, isLocked, onChange } = props;
  const isMissing = missing !== undefined && values[field].trim() === "";
  const Box = isLong ? TextArea : Input;
  return (
    <TextField
      className="field"
      value={values[field]}
      isRequired={isRequired}
      validationBehavior="aria"
      isReadOnly={isLocked}
      isInvalid={wrong.has(field)}
      onChange={(value) => onChange({ [field]: value })}
    >
      <Label>{label}</Label>
      <Box className="input" lang={lang} {...(isLong ? { rows: 2 } : {})} />
      {isMissing ? (
        <Text slot="description" className="adm-miss small">
          {missing}
        </Text>
      ) : hint === undefined ? null : (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      {children}
      <FieldError className="adm-error">
        <Icon name="warning" size={16} />
        <span>{problem ?? label}</span>
      </FieldError>
    </TextField>
  );
}

/** Two fields side by side: the two languages of one thing. */
export function Pair({ children }: { children: ReactNode }): ReactElement {
  return <div className="adm-pair">{children}</div>;
}
