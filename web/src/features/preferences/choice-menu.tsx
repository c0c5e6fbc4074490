import type { ReactElement, RefObject } from "react";
import { Header, I18nProvider, Menu, MenuItem, MenuSection, Popover } from "react-aria-components";
import { useText } from "#i18n/use-text.tsx";
import type { IconName } from "#ui/icon-names.ts";
import { Icon } from "#ui/icon.tsx";

/** One thing to choose or to do. */
export interface Choice {
  readonly id: string;
  readonly text: string;
  readonly icon?: IconName;
  /** Whether it holds now; absent for what is done and not chosen. */
  readonly isChosen?: boolean;
}

/** Choices under one heading; `one` of them holds, `any` of them can be switched, or each is an `act`. */
export interface ChoiceGroup {
  readonly id: string;
  readonly title: string | null;
  readonly kind: "one" | "any" | "act";
  readonly choices: readonly Choice[];
}

export interface ChoiceMenuProps {
  readonly label: string;
  /** What stands above the choices. */
  readonly head?: string;
  /** Asked for when the menu is drawn: what it offers can depend on the window. */
  readonly groups: () => readonly ChoiceGroup[];
  readonly onChoose: (group: string, choice: string) => void;
  readonly trigger: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

const selectionModes = { one: "single", any: "multiple", act: "none" } as const;

/** The menu behind a button. React Aria brings keys, focus and names; this module loads on first use. */
export function ChoiceMenu({ label, head, groups, onChoose, trigger, onClose }: ChoiceMenuProps): ReactElement {
  const { language } = useText();
  return (
    <I18nProvider locale={language}>
      <Popover
        aria-label={label}
        className="menu menu-popover"
        triggerRef={trigger}
        isOpen
        placement="bottom end"
        offset={4}
        onOpenChange={(isOpen) => {
          if (!isOpen) {
            onClose();
          }
        }}
      >
        {head === undefined ? null : <p className="menu-head">{head}</p>}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- a menu that was asked for takes the focus (ARIA practices) */}
        <Menu aria-label={label} className="menu-list" autoFocus="first" onClose={onClose}>
          {groups().map((group) => (
            <MenuSection
              key={group.id}
              className="menu-group"
              {...(group.title === null ? { "aria-label": label } : {})}
              selectionMode={selectionModes[group.kind]}
              selectedKeys={group.choices.filter(({ isChosen }) => isChosen === true).map(({ id }) => id)}
              disallowEmptySelection={group.kind === "one"}
            >
              {group.title === null ? null : <Header className="menu-h">{group.title}</Header>}
              {group.choices.map((choice) => (
                <MenuItem
                  key={choice.id}
                  id={choice.id}
                  className="menu-item"
                  textValue={choice.text}
                  onAction={() => onChoose(group.id, choice.id)}
                >
                  <Mark choice={choice} />
                  <span>{choice.text}</span>
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </Menu>
      </Popover>
    </I18nProvider>
  );
}

function Mark({ choice: { isChosen, icon } }: { choice: Choice }): ReactElement {
  if (isChosen === true) {
    return <Icon name="check" size={18} />;
  }
  return icon === undefined ? <span /> : <Icon name={icon} size={18} />;
}
