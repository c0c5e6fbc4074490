import type { ReactElement } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";

interface ChoiceGroupProps<Choice extends string> {
  readonly label: string;
  readonly choices: readonly { readonly id: Choice; readonly text: string }[];
  readonly chosen: Choice;
  readonly onChoose: (choice: Choice) => void;
}

/** One of a few, side by side. */
export function ChoiceGroup<Choice extends string>({
  label,
  choices,
  chosen,
  onChoose,
}: ChoiceGroupProps<Choice>): ReactElement {
  return (
    <ToggleButtonGroup
      className="tabs"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={(keys) => {
        const next = choices.find(({ id }) => keys.has(id));
        if (next !== undefined) {
          onChoose(next.id);
        }
      }}
    >
      {choices.map(({ id, text }) => (
        <ToggleButton key={id} id={id} className="tab">
          {text}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
