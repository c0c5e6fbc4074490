import type { ReactElement } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";
import { Icon } from "#ui/icon.tsx";
import type { IconName } from "#ui/icon-names.ts";

interface ChoiceFieldProps<Choice extends string> {
  readonly label: string;
  readonly choices: readonly {
    readonly id: Choice;
    readonly text: string;
    readonly icon?: IconName;
    /** Why it cannot be chosen now. */
    readonly because?: string | undefined;
  }[];
  readonly chosen: Choice;
  readonly onChoose: (choice: Choice) => void;
}

/** One of a few that are all in sight. */
export function ChoiceField<Choice extends string>({
  label,
  choices,
  chosen,
  onChoose,
}: ChoiceFieldProps<Choice>): ReactElement {
  return (
    <RadioGroup
      className="field choice-field"
      value={chosen}
      onChange={(value) => {
        const next = choices.find(({ id }) => id === value);
        if (next !== undefined) {
          onChoose(next.id);
        }
      }}
    >
      <Label className="field-label">{label}</Label>
      {choices.map(({ id, text, icon, because }) => (
        <Radio key={id} value={id} className="choice" isDisabled={because !== undefined}>
          <span className="radio" aria-hidden="true" />
          {icon === undefined ? null : <Icon name={icon} size={18} />}
          <span>
            {text}
            {because === undefined ? null : <span className="choice-because"> – {because}</span>}
          </span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
