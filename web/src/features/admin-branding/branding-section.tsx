import type { Draft } from "@pforte/shared/contract/admin-draft";
import type { Home } from "@pforte/shared/contract/home";
import type { ReactElement } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";
import type { DraftClient } from "#api/draft-state.ts";
import { useDraft } from "#api/draft.tsx";
import { useTopicText } from "#i18n/use-text.tsx";
import "#styles/views-branding.css";
import { Icon } from "#ui/icon.tsx";
import { PortalFailure } from "#ui/portal-failure.tsx";
import { RowSkeletons } from "#ui/row-skeletons.tsx";
import { DockField } from "./dock-field.tsx";
import { FieldGroup, LineField, OwnedBy, PairField, type FieldsProps } from "./fields.tsx";
import { LooksFields } from "./looks-fields.tsx";
import { useBrandingForm } from "./use-branding-form.ts";

/** How the portal is called and looks, whom to ask, and where its footer leads; all of it in the shared draft. */
export function BrandingSection({ home }: { home: Home }): ReactElement {
  const { t } = useTopicText("adminBranding");
  const client = useDraft();
  const { draft, error, retry } = client;
  if (draft !== null) {
    return <Fields home={home} draft={draft} client={client} />;
  }
  return error instanceof Error ? (
    <PortalFailure error={error} since={null} onRetry={retry} />
  ) : (
    <RowSkeletons rows={8} label={t("view.loading")} />
  );
}

function Fields({ home, draft, client }: { home: Home; draft: Draft; client: DraftClient }): ReactElement {
  const { t } = useTopicText("adminBranding");
  const { document } = draft;
  const form = useBrandingForm(document.portal, client.change);
  const ownerOf = (part: string): string | null => client.ownerOf(`portal/${part}`);
  const tiles = document.tiles.map(({ key, name }) => ({ key, name: name[home.language] ?? name.de }));
  const dockOwner = ownerOf("dock");
  return (
    <section className="branding-form" aria-labelledby="branding-title">
      <div className="brand-head">
        <h2 id="branding-title">{t("branding.title")}</h2>
        <output className="brand-state">
          {form.problems.size === 0 ? null : (
            <span className="warnc">
              <Icon name="warning" size={16} />
              {t("branding.unsaved", { count: form.problems.size })}
            </span>
          )}
        </output>
      </div>
      <NameFields form={form} ownerOf={ownerOf} />
      <LooksFields form={form} ownerOf={ownerOf} />
      <SupportFields form={form} ownerOf={ownerOf} />
      <LinkFields form={form} ownerOf={ownerOf} />
      <FieldGroup title={t("branding.dock")}>
        <p className="field-hint">{t("branding.dockHint")}</p>
        <OwnedBy owner={dockOwner} />
        <DockField
          dock={form.input.dock}
          tiles={tiles}
          onChange={(dock) => form.change({ dock })}
          isDisabled={dockOwner !== null}
        />
      </FieldGroup>
    </section>
  );
}

function NameFields({ form, ownerOf }: FieldsProps): ReactElement {
  const { t } = useTopicText("adminBranding");
  const owner = ownerOf("defaultLanguage");
  return (
    <FieldGroup title={t("branding.names")}>
      <PairField form={form} ownerOf={ownerOf} field="name" path="name" label={t("branding.name")} isRequired />
      <PairField
        form={form}
        ownerOf={ownerOf}
        field="organisation"
        path="organisation"
        label={t("branding.organisation")}
        isRequired
      />
      <RadioGroup
        className="field choice-field"
        value={form.input.defaultLanguage}
        isDisabled={owner !== null}
        onChange={(value) => form.change({ defaultLanguage: value === "en" ? "en" : "de" })}
      >
        <Label className="field-label">{t("branding.defaultLanguage")}</Label>
        {(["de", "en"] as const).map((language) => (
          <Radio key={language} value={language} className="choice">
            <span className="radio" aria-hidden="true" />
            {t(`preferences.${language}`)}
          </Radio>
        ))}
      </RadioGroup>
      <OwnedBy owner={owner} />
    </FieldGroup>
  );
}

function SupportFields({ form, ownerOf }: FieldsProps): ReactElement {
  const { t } = useTopicText("adminBranding");
  return (
    <FieldGroup title={t("branding.support")}>
      <PairField
        form={form}
        ownerOf={ownerOf}
        field="supportName"
        path="support.name"
        label={t("branding.supportName")}
        isRequired
      />
      <div className="text-pair">
        <LineField
          form={form}
          ownerOf={ownerOf}
          field="supportPhone"
          path="support.phone"
          label={t("branding.supportPhone")}
          type="tel"
        />
        <LineField
          form={form}
          ownerOf={ownerOf}
          field="supportEmail"
          path="support.email"
          label={t("branding.supportEmail")}
          type="email"
        />
      </div>
      <PairField
        form={form}
        ownerOf={ownerOf}
        field="supportAddress"
        path="support.address"
        label={t("branding.supportAddress")}
      />
    </FieldGroup>
  );
}

const links = ["imprint", "privacy", "accessibility", "reportBarrier", "help"] as const;
const required: ReadonlySet<string> = new Set(["imprint", "privacy", "accessibility"]);

function LinkFields({ form, ownerOf }: FieldsProps): ReactElement {
  const { t } = useTopicText("adminBranding");
  return (
    <FieldGroup title={t("branding.links")}>
      {links.map((link) => (
        <PairField
          key={link}
          form={form}
          ownerOf={ownerOf}
          field={link}
          path={link}
          label={t(`footer.${link}`)}
          isRequired={required.has(link)}
        />
      ))}
    </FieldGroup>
  );
}
