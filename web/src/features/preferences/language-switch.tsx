import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";
import { useText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import { MenuButton } from "./menu-button.tsx";
import { changeOf, languageChoices } from "./preference-choices.ts";
import { useChangePreferences } from "./use-preferences.ts";

/** Chooses the language; on phones the person menu has it. */
export function LanguageSwitch({ home }: { home: Home }): ReactElement {
  const text = useText();
  const change = useChangePreferences(home);
  const code = home.language.toUpperCase();
  return (
    <MenuButton
      className="ib ib-text wide-only"
      name={text.t("preferences.languageName", { code })}
      label={text.t("preferences.language")}
      groups={() => [{ ...languageChoices(home, text), title: null }]}
      onChoose={(_group, choice) => change(changeOf("language", choice, home))}
    >
      {code}
      <Icon name="chevron-down" size={16} />
    </MenuButton>
  );
}
