import type { Home } from "@pforte/shared/contract/home";
import type { Appearance } from "@pforte/shared/contract/preferences";
import type { Language } from "@pforte/shared/contract/localized";
import type { Text } from "#i18n/text.ts";
import type { PreferenceChange } from "./change-preferences.ts";
import type { ChoiceGroup } from "./choice-menu.tsx";

const languages = ["de", "en"] as const satisfies readonly Language[];
const appearances = ["system", "light", "dark", "contrast"] as const satisfies readonly Appearance[];

/** The languages, each in its own name, as everybody finds theirs. */
export function languageChoices({ language }: Home, { t }: Text): ChoiceGroup {
  return {
    id: "language",
    title: t("preferences.language"),
    kind: "one",
    choices: languages.map((id) => ({ id, text: t(`preferences.${id}`), isChosen: id === language })),
  };
}

export function appearanceChoices({ appearance }: Home, { t }: Text): ChoiceGroup {
  return {
    id: "appearance",
    title: t("preferences.appearance"),
    kind: "one",
    choices: appearances.map((id) => ({ id, text: t(`preferences.${id}`), isChosen: id === appearance })),
  };
}

export function shortcutChoices({ singleKeyShortcuts }: Home, { t }: Text): ChoiceGroup {
  return {
    id: "keyboard",
    title: t("preferences.keyboard"),
    kind: "any",
    choices: [{ id: "shortcuts", text: t("preferences.shortcuts"), isChosen: singleKeyShortcuts }],
  };
}

/** What others learn of the person in the chat. */
export function chatChoices({ sendTyping, sendReadReceipts }: Home, { t }: Text): ChoiceGroup {
  return {
    id: "chat",
    title: t("preferences.chat"),
    kind: "any",
    choices: [
      { id: "typing", text: t("preferences.typing"), isChosen: sendTyping },
      { id: "receipts", text: t("preferences.receipts"), isChosen: sendReadReceipts },
    ],
  };
}

/** What a choice in one of these groups changes; `null` for what is no preference. */
export function changeOf(group: string, choice: string, home: Home): PreferenceChange | null {
  const language = languages.find((one) => one === choice);
  const appearance = appearances.find((one) => one === choice);
  if (group === "language" && language !== undefined) {
    return { language };
  }
  if (group === "appearance" && appearance !== undefined) {
    return { appearance };
  }
  if (group === "chat") {
    return choice === "typing" ? { sendTyping: !home.sendTyping } : { sendReadReceipts: !home.sendReadReceipts };
  }
  return group === "keyboard" ? { singleKeyShortcuts: !home.singleKeyShortcuts } : null;
}
