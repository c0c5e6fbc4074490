import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";
import { useText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { MenuButton } from "./menu-button.tsx";
import { appearanceChoices, changeOf } from "./preference-choices.ts";
import { useChangePreferences } from "./use-preferences.ts";

/** Chooses light, dark, high contrast or what the device says; on phones the person menu has it. */
export function AppearanceSwitch({ home }: { home: Home }): ReactElement {
  const text = useText();
  const change = useChangePreferences(home);
  const current = text.t(`preferences.${home.appearance}`);
  return (
    <MenuButton
      className="ib wide-only"
      name={text.t("preferences.appearanceName", { appearance: current })}
      label={text.t("preferences.appearance")}
      groups={() => [{ ...appearanceChoices(home, text), title: null }]}
      onChoose={(_group, choice) => change(changeOf("appearance", choice, home))}
    >
      <Icon name="theme" />
    </MenuButton>
  );
}
