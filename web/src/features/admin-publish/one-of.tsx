import type { ReactElement } from "react";
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from "react-aria-components";
import { Icon } from "#ui/icon.tsx";

interface OneOfProps {
  readonly label: string;
  readonly choices: readonly { readonly id: string; readonly text: string }[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** One of many, in a list that opens. */
export function OneOf({ label, choices, chosen, onChoose }: OneOfProps): ReactElement {
  return (
    <Select className="field" value={chosen} onChange={(key) => onChoose(String(key))}>
      <Label className="field-label">{label}</Label>
      <Button className="btn p-picker">
        <SelectValue className="one" />
        <Icon name="chevron-down" size={16} />
      </Button>
      <Popover className="menu p-choices" offset={4}>
        <ListBox className="p-listbox" items={choices}>
          {({ id, text }) => (
            <ListBoxItem id={id} className="menu-item p-choice" textValue={text}>
              {text}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
