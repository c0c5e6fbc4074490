import type { ReactElement } from "react";
import { useTopicText } from "#i18n/use-text.tsx";
import { ColourField } from "./colour-field.tsx";
import { FieldGroup, OwnedBy, PairField, useProblem, type FieldsProps } from "./fields.tsx";
import { LogoField } from "./logo-field.tsx";

/** What the page writes on a background, light and dark, and on an accent. */
const textOn = { light: "#131525", dark: "#edeef3", accent: "#ffffff" } as const;

/** Logos, colours and the welcome. */
export function LooksFields({ form, ownerOf }: FieldsProps): ReactElement {
  const { t } = useTopicText("adminBranding");
  const problem = useProblem(form);
  const { input, change } = form;
  const owner = ownerOf("branding");
  const isDisabled = owner !== null;
  return (
    <FieldGroup title={t("branding.looks")}>
      <OwnedBy owner={owner} />
      <div className="text-pair">
        <LogoField
          appearance="light"
          picture={input.logoLight}
          isDisabled={isDisabled}
          onChange={(logoLight) => change(logoLight === null ? { logoLight, logoDark: null } : { logoLight })}
        />
        <LogoField
          appearance="dark"
          picture={input.logoDark}
          isDisabled={isDisabled || input.logoLight === null}
          onChange={(logoDark) => change({ logoDark })}
        />
      </div>
      <p className="field-hint">{t("branding.logoHint")}</p>
      {input.logoLight === null ? null : (
        <PairField
          form={form}
          ownerOf={() => null}
          field="logoText"
          path="branding.logo.text"
          label={t("branding.logoText")}
          isRequired
        />
      )}
      <ColourField
        label={t("branding.accent")}
        pickLabel={t("branding.accentPick")}
        value={input.accent}
        onChange={(accent) => change({ accent })}
        against={textOn.accent}
        error={problem("branding.accent")}
        isDisabled={isDisabled}
      />
      <div className="text-pair">
        <ColourField
          label={t("branding.backgroundLight")}
          pickLabel={t("branding.backgroundLightPick")}
          value={input.backgroundLight}
          onChange={(backgroundLight) => change({ backgroundLight })}
          against={textOn.light}
          error={problem("branding.background.light")}
          isDisabled={isDisabled}
        />
        <ColourField
          label={t("branding.backgroundDark")}
          pickLabel={t("branding.backgroundDarkPick")}
          value={input.backgroundDark}
          onChange={(backgroundDark) => change({ backgroundDark })}
          against={textOn.dark}
          error={problem("branding.background.dark")}
          isDisabled={isDisabled}
        />
      </div>
      <PairField
        form={form}
        ownerOf={() => owner}
        field="welcome"
        path="branding.welcome"
        label={t("branding.welcome")}
        isMultiline
      />
    </FieldGroup>
  );
}
