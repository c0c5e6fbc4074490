import type { ReactElement } from "react";
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue, Text } from "react-aria-components";
import { Icon } from "#ui/icon.tsx";

/** One of many, from a list that opens. */
export function OneOfField({
  label,
  choices,
  chosen,
  onChoose,
  hint,
}: {
  label: string;
  choices: readonly { readonly id: string; readonly text: string }[];
  chosen: string;
  onChoose: (id: string) => void;
  hint?: string | undefined;
}): ReactElement {
  return (
    <Select className="field" selectedKey={chosen} onSelectionChange={(key) => key !== null && onChoose(String(key))}>
      <Label className="field-label">{label}</Label>
      <Button className="input select">
        <SelectValue />
        <Icon name="chevron-down" size={18} />
      </Button>
      {hint === undefined ? null : (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <Popover className="menu select-popover">
        <ListBox className="groups-list">
          {choices.map(({ id, text }) => (
            <ListBoxItem key={id} id={id} className="menu-item" textValue={text}>
              {text}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
