import type { Home } from "@pforte/shared/contract/home";
import { useRef } from "react";
import type { ReactElement } from "react";
import { useNavigate } from "react-router";
import { usePortalClient, useSessionState } from "#api/portal-client.tsx";
import { useText } from "#i18n/use-text.tsx";
import { Icon } from "#ui/icon.tsx";
import type { ChoiceGroup } from "./choice-menu.tsx";
import { MenuButton } from "./menu-button.tsx";
import { appearanceChoices, changeOf, chatChoices, languageChoices, shortcutChoices } from "./preference-choices.ts";
import { useChangePreferences } from "./use-preferences.ts";

/** The person's own menu, down to the way out. Signing out is a form, so that it works without JavaScript. */
export function PersonMenu({ home }: { home: Home }): ReactElement | null {
  const text = useText();
  const { t } = text;
  const { session, navigation } = usePortalClient();
  const navigate = useNavigate();
  const { kind } = useSessionState();
  const change = useChangePreferences(home);
  const form = useRef<HTMLFormElement>(null);
  const { person, portal } = home;
  if (person === null) {
    return null;
  }
  const isShown = kind === "live";
  const groups = (): readonly ChoiceGroup[] => [
    // Where the header has room, language and appearance have buttons of their own.
    ...(matchMedia("(width < 40rem)").matches ? [languageChoices(home, text), appearanceChoices(home, text)] : []),
    shortcutChoices(home, text),
    ...(home.sources.some(({ capabilities }) => capabilities.includes("chat")) ? [chatChoices(home, text)] : []),
    ...(person.isAdministrator
      ? [
          {
            id: "area",
            title: null,
            kind: "act",
            choices: [{ id: "admin", text: t("view.admin"), icon: "admin" }],
          } as const,
        ]
      : []),
    {
      id: "out",
      title: null,
      kind: "act",
      choices: [
        { id: "own-sessions", text: t("view.ownSessions"), icon: "key" },
        ...(portal.help === null ? [] : [{ id: "help", text: t("footer.help"), icon: "help" } as const]),
        { id: "sign-out", text: t("session.signOut"), icon: "sign-out" },
      ],
    },
  ];
  const handleChoose = (group: string, choice: string): void => {
    if (choice === "sign-out") {
      form.current?.requestSubmit();
    } else if (choice === "own-sessions") {
      void navigate("/account/sessions");
    } else if (choice === "help") {
      navigation.assign(portal.help ?? "/");
    } else if (choice === "admin") {
      // As a page of its own: the policy of that area alone lets it frame the preview.
      navigation.assign("/admin");
    } else {
      change(changeOf(group, choice, home));
    }
  };
  return (
    <>
      <MenuButton
        className="person"
        label={isShown ? person.name : t("preferences.account")}
        {...(isShown ? { head: person.name } : {})}
        groups={groups}
        onChoose={handleChoose}
      >
        <span className="avatar" aria-hidden="true">
          {isShown ? person.initials : <Icon name="contacts" size={18} />}
        </span>
        <span className="person-name">
          {isShown ? person.name : null}
          <span className={isShown ? "vh" : undefined}> {t("preferences.account")}</span>
        </span>
      </MenuButton>
      <form ref={form} method="post" action="/auth/logout" className="sign-out" onSubmit={() => session.forget()}>
        <button type="submit" className="btn btn-quiet">
          {t("session.signOut")}
        </button>
      </form>
    </>
  );
}
