import type { ReactElement } from "react";
import {
  Button,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
  TextArea,
  TextField,
} from "react-aria-components";
import { useTopicText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import type { SettingProblem } from "./settings-values.ts";

interface LineFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly problem: SettingProblem | "taken" | undefined;
  readonly hint?: string | undefined;
  readonly type?: "text" | "url";
  readonly isRequired?: boolean;
  readonly isMultiline?: boolean;
  readonly isCode?: boolean;
  readonly isReadOnly?: boolean;
}

/** One text with its hint, and what is wrong with it. */
export function LineField({
  label,
  value,
  onChange,
  problem,
  hint,
  type = "text",
  ...of
}: LineFieldProps): ReactElement {
  const { t } = useTopicText("adminSources");
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      type={type}
      isInvalid={problem !== undefined}
      isRequired={of.isRequired === true}
      isReadOnly={of.isReadOnly === true}
      validationBehavior="aria"
      autoComplete="off"
      spellCheck="false"
    >
      <Label>{label}</Label>
      {of.isMultiline === true ? (
        <TextArea className={`input src-lines${of.isCode === true ? " src-code" : ""}`} rows={4} />
      ) : (
        <Input className="input" />
      )}
      {hint === undefined ? null : (
        <Text slot="description" className="src-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">
        {problem === undefined ? "" : t(`adminSources.problem.${problem}`)}
      </FieldError>
    </TextField>
  );
}

interface ChoiceFieldProps {
  readonly label: string;
  readonly choices: readonly { readonly id: string; readonly text: string }[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  readonly hint?: string | undefined;
  readonly problem?: SettingProblem | undefined;
}

/** One of several, in a list that opens. */
export function ChoiceField({ label, choices, chosen, onChoose, hint, problem }: ChoiceFieldProps): ReactElement {
  const { t } = useTopicText("adminSources");
  return (
    <Select
      className="field"
      value={chosen}
      onChange={(id) => onChoose(String(id))}
      isInvalid={problem !== undefined}
      validationBehavior="aria"
    >
      <Label className="field-label">{label}</Label>
      <Button className="input src-select">
        <SelectValue />
        <Icon name="chevron-down" size={16} />
      </Button>
      {hint === undefined ? null : (
        <Text slot="description" className="src-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">
        {problem === undefined ? "" : t(`adminSources.problem.${problem}`)}
      </FieldError>
      <Popover className="menu src-choices" offset={4}>
        <ListBox className="src-listbox" items={choices}>
          {({ id, text }) => (
            <ListBoxItem id={id} className="menu-item src-choice" textValue={text}>
              {text}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
